//! Random numbers: named streams of a counter-based generator, and the draws of a scenario with
//! their dependence.
//!
//! A random word is a stateless function of the seed, the name of the variable, the trial and a
//! coordinate k (the period, the number of an outage), never "the next number": adding a variable
//! moves no other draw, and any trial can be replayed alone.

pub mod dependence;
pub mod draw;
pub mod philox;
pub mod stream;

pub use draw::{DependentDraws, Draw, DrawPlan, DrawScratch};
pub use stream::Stream;
