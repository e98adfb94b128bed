//! coppercast
pub mod distribution;
pub mod elementary;
pub mod instruction_set;
pub mod lanes;
pub mod model;
pub mod report;
pub mod run;
pub mod sampling;
pub mod scenario;
pub mod simulation;
pub mod statistics;
