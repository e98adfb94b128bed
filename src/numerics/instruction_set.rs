//! Which vector instructions the kernels of a run use. The results are the same bits with each of
//! them: no kernel contains a fused multiply-add or an operation whose rounding depends on the
//! width.

/// A set of vector instructions that this processor has. Only [`InstructionSet::detect`] and
/// [`InstructionSet::available`] make values other than the baseline, after asking the processor;
/// the dispatch below relies on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstructionSet(Level);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl InstructionSet {
    /// What every processor of the target has (SSE2 on x86-64).
    pub const BASELINE: InstructionSet = InstructionSet(Level::Baseline);

    /// The widest that this processor has.
    pub fn detect() -> Self {
        Self::available().last().copied().unwrap_or(Self::BASELINE)
    }

    /// All that this processor has, plainest first.
    pub fn available() -> Vec<Self> {
        let mut sets = vec![Self::BASELINE];
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx2") {
                sets.push(InstructionSet(Level::Avx2));
            }
            if std::arch::is_x86_feature_detected!("avx512f")
                && std::arch::is_x86_feature_detected!("avx512dq")
                && std::arch::is_x86_feature_detected!("avx512vl")
                && std::arch::is_x86_feature_detected!("avx512bw")
            {
                sets.push(InstructionSet(Level::Avx512));
            }
        }
        sets
    }

    /// As it is told in manifests and messages.
    pub fn name(self) -> &'static str {
        match self.0 {
            Level::Baseline => "baseline",
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => "avx512",
        }
    }

    pub(crate) fn level(self) -> Level {
        self.0
    }
}

/// Defines a function whose body is compiled once for each instruction set; the first argument
/// chooses.
macro_rules! for_each_instruction_set {
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident $(<$generic:ident : $bound:path>)? (
            $($argument:ident : $type:ty),* $(,)?
        ) $(-> $result:ty)? $body:block
    ) => {
        $(#[$attribute])*
        $visibility fn $name $(<$generic: $bound>)? (
            instruction_set: $crate::numerics::instruction_set::InstructionSet,
            $($argument: $type),*
        ) $(-> $result)? {
            #[inline(always)]
            #[allow(clippy::too_many_arguments)]
            fn baseline $(<$generic: $bound>)? ($($argument: $type),*) $(-> $result)? $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            #[allow(clippy::too_many_arguments)]
            fn avx2 $(<$generic: $bound>)? ($($argument: $type),*) $(-> $result)? {
                baseline($($argument),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
            #[allow(clippy::too_many_arguments)]
            fn avx512 $(<$generic: $bound>)? ($($argument: $type),*) $(-> $result)? {
                baseline($($argument),*)
            }

            use $crate::numerics::instruction_set::Level;
            match instruction_set.level() {
                Level::Baseline => baseline($($argument),*),
                // SAFETY: a value of this level exists only after `InstructionSet::available` found
                // the features.
                #[cfg(target_arch = "x86_64")]
                Level::Avx2 => unsafe { avx2($($argument),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                Level::Avx512 => unsafe { avx512($($argument),*) },
            }
        }
    };
}
pub(crate) use for_each_instruction_set;
