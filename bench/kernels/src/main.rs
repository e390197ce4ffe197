//! Times kernels of the service: the same source natively and in Wasm.
//!
//! Reads a zlib stream, prints a checksum, then the milliseconds of each pass.

use std::hint::black_box;
use std::io::Read;
use std::time::Instant;

const WARM_UP: usize = 5;
const PASSES: usize = 30;

/// The lists of bench/kernels/intersect.js: ascending numbers, of which the two lists share some.
fn posting_list(length: usize, mut seed: u32) -> Vec<u32> {
    let mut last = 0;
    (0..length)
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            last += 1 + (seed >> 30);
            last
        })
        .collect()
}

fn intersect(one: &[u32], other: &[u32], found: &mut [u32]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < one.len() && j < other.len() {
        let (a, b) = (one[i], other[j]);
        if a == b {
            found[count] = a;
            count += 1;
        }
        i += (a <= b) as usize;
        j += (b <= a) as usize;
    }
    count
}

fn time(mut pass: impl FnMut() -> usize) {
    let result = pass();
    println!("{result}");
    for n in 0..WARM_UP + PASSES {
        let started = Instant::now();
        assert_eq!(black_box(pass()), result);
        if n >= WARM_UP {
            println!("{}", started.elapsed().as_secs_f64() * 1000.0);
        }
    }
}

fn main() {
    let kernel = std::env::args().nth(1).expect("the name of a kernel");
    if kernel == "inflate" {
        let mut deflated = Vec::new();
        std::io::stdin().read_to_end(&mut deflated).expect("standard input can be read");
        time(|| {
            let inflated = miniz_oxide::inflate::decompress_to_vec_zlib(black_box(&deflated));
            inflated.expect("the stream is whole").len()
        });
    } else {
        let one = posting_list(1_000_000, 1);
        let other = posting_list(1_000_000, 2);
        let mut found = vec![0; 1_000_000];
        time(|| intersect(black_box(&one), black_box(&other), &mut found));
    }
}
