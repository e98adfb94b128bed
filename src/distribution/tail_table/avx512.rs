//! Eight offsets at once with AVX-512: eight rows are loaded whole and transposed, which costs less
//! than to fetch their coefficients one by one. The operations on each number, and so the bits, are
//! those of [`TailTable::offset`](super::TailTable::offset).

use std::arch::x86_64::{
    __m512d, _mm512_add_epi64, _mm512_add_pd, _mm512_and_si512, _mm512_castpd_si512,
    _mm512_castsi512_pd, _mm512_load_pd, _mm512_loadu_si512, _mm512_mul_pd, _mm512_or_si512,
    _mm512_set1_epi64, _mm512_set1_pd, _mm512_shuffle_f64x2, _mm512_slli_epi64, _mm512_srai_epi64,
    _mm512_srli_epi64, _mm512_storeu_pd, _mm512_storeu_si512, _mm512_sub_epi64, _mm512_sub_pd,
    _mm512_unpackhi_pd, _mm512_unpacklo_pd, _mm512_xor_si512,
};

use crate::numerics::lanes::LANES;

use super::{LOWEST_EXPONENT, MANTISSA, ONE, ROWS, ROWS_PER_OCTAVE, Row, TWO_52, UPPER_HALF};

/// Numbers in a vector.
const WIDTH: usize = 8;

/// Blocks of two numbers to take from each of two vectors: the first and third, or the others.
const EVEN: i32 = 0b10_00_10_00;
const ODD: i32 = 0b11_01_11_01;

/// The offsets of the words of a block.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
pub fn offsets<const N: usize>(rows: &[Row; ROWS], words: &[u64; LANES], out: &mut [f64; LANES]) {
    let first_row = LOWEST_EXPONENT as i64 * ROWS_PER_OCTAVE as i64;
    for (words, out) in words.chunks_exact(WIDTH).zip(out.chunks_exact_mut(WIDTH)) {
        // SAFETY: the chunk holds eight words.
        let word = unsafe { _mm512_loadu_si512(words.as_ptr().cast()) };
        let sign = _mm512_srai_epi64::<63>(word);
        let count = _mm512_srli_epi64::<11>(_mm512_xor_si512(word, sign));
        let tail = _mm512_sub_pd(
            _mm512_castsi512_pd(_mm512_or_si512(count, _mm512_set1_epi64(TWO_52 as i64))),
            _mm512_set1_pd(f64::from_bits(TWO_52) - 0.5),
        );
        let bits = _mm512_castpd_si512(tail);
        let half = _mm512_and_si512(sign, _mm512_set1_epi64(UPPER_HALF as i64));
        let row = _mm512_sub_epi64(_mm512_srli_epi64::<48>(bits), _mm512_set1_epi64(first_row));
        let mut places = [0_u64; WIDTH];
        // SAFETY: the array holds eight words.
        unsafe { _mm512_storeu_si512(places.as_mut_ptr().cast(), _mm512_add_epi64(row, half)) };
        let mantissa =
            _mm512_and_si512(_mm512_slli_epi64::<4>(bits), _mm512_set1_epi64(MANTISSA as i64));
        let t = _mm512_sub_pd(
            _mm512_castsi512_pd(_mm512_or_si512(mantissa, _mm512_set1_epi64(ONE as i64))),
            _mm512_set1_pd(1.5),
        );
        let columns = transposed(places.map(|place| {
            // SAFETY: a row is eight numbers, aligned to 64 bytes.
            unsafe { _mm512_load_pd(rows[place as usize & (ROWS - 1)].0.as_ptr()) }
        }));
        let mut sum = columns[N - 1];
        for column in columns[..N - 1].iter().rev() {
            sum = _mm512_add_pd(_mm512_mul_pd(sum, t), *column);
        }
        // SAFETY: the chunk holds eight numbers.
        unsafe { _mm512_storeu_pd(out.as_mut_ptr(), sum) };
    }
}

/// Columns of eight rows.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
fn transposed(rows: [__m512d; WIDTH]) -> [__m512d; WIDTH] {
    let [a, b, c, d, e, f, g, h] = rows;
    let quarter = |pairs: [__m512d; 4]| {
        let [ab, cd, ef, gh] = pairs;
        let (first, second) =
            (_mm512_shuffle_f64x2::<EVEN>(ab, cd), _mm512_shuffle_f64x2::<EVEN>(ef, gh));
        let (third, fourth) =
            (_mm512_shuffle_f64x2::<ODD>(ab, cd), _mm512_shuffle_f64x2::<ODD>(ef, gh));
        [
            _mm512_shuffle_f64x2::<EVEN>(first, second),
            _mm512_shuffle_f64x2::<EVEN>(third, fourth),
            _mm512_shuffle_f64x2::<ODD>(first, second),
            _mm512_shuffle_f64x2::<ODD>(third, fourth),
        ]
    };
    let low = quarter([
        _mm512_unpacklo_pd(a, b),
        _mm512_unpacklo_pd(c, d),
        _mm512_unpacklo_pd(e, f),
        _mm512_unpacklo_pd(g, h),
    ]);
    let high = quarter([
        _mm512_unpackhi_pd(a, b),
        _mm512_unpackhi_pd(c, d),
        _mm512_unpackhi_pd(e, f),
        _mm512_unpackhi_pd(g, h),
    ]);
    [low[0], high[0], low[1], high[1], low[2], high[2], low[3], high[3]]
}
