//! What the numeric stages stand on: lanes and instruction sets, elementary and special functions,
//! exact sums.

pub mod elementary;
pub mod exact_sum;
pub mod incomplete_beta;
pub mod instruction_set;
pub mod lanes;
