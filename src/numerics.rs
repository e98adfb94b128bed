//! What the numeric stages stand on: lanes and instruction sets, elementary and special functions,
//! quadrature, root finding and power series, symmetric matrices, exact sums. Nothing here knows of
//! copper, or of any other module.

pub mod box_cox;
pub mod elementary;
pub mod exact_sum;
pub mod incomplete_beta;
pub mod incomplete_gamma;
pub mod instruction_set;
pub mod lanes;
pub mod normal_integral;
pub mod power_series;
pub mod probability;
pub mod quadrature;
pub mod roots;
pub mod saddle_point;
pub mod spectrum;
