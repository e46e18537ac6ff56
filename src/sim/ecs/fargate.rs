//! The sizes of Fargate tasks: how they may be written, and which pairs exist.

/// Source: ECS developer guide, "fargate tasks services": cpu units, then the least and most
/// memory in MiB and the step between.
const SIZES: [(u32, u32, u32, u32); 7] = [
    (512, 1024, 4096, 1024),
    (1024, 2048, 8192, 1024),
    (2048, 4096, 16_384, 1024),
    (4096, 8192, 30_720, 1024),
    (8192, 16_384, 61_440, 4096),
    (16_384, 32_768, 122_880, 8192),
    (32_768, 61_440, 61_440, 1),
];
/// Pairs outside the steps.
const MORE: [(u32, u32); 5] = [
    (256, 512),
    (256, 1024),
    (256, 2048),
    (32_768, 122_880),
    (32_768, 249_856),
];

/// Tells whether Fargate has tasks of this size.
pub(super) fn exists(cpu: u32, memory: u32) -> bool {
    MORE.contains(&(cpu, memory))
        || SIZES.iter().any(|&(size, least, most, step)| {
            size == cpu && (least..=most).contains(&memory) && (memory - least).is_multiple_of(step)
        })
}

/// Reads `1024` or `1 vCPU` as CPU units.
pub(super) fn cpu_units(text: &str) -> Option<u32> {
    amount(text, &["vcpu"])
}

/// Reads `2048` or `2 GB` as MiB.
pub(super) fn mebibytes(text: &str) -> Option<u32> {
    amount(text, &["gb"])
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to lie between 0 and 1000"
)]
fn amount(text: &str, units: &[&str]) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let in_units = units.iter().find_map(|unit| text.strip_suffix(unit));
    match in_units {
        None => text.parse().ok(),
        Some(number) => {
            let number: f64 = number.trim().parse().ok()?;
            (0.0..1000.0)
                .contains(&number)
                .then_some((number * 1024.0).round() as u32)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (cpu, memory, there) in [
            (256, 512, true),
            (256, 4096, false),
            (512, 1024, true),
            (512, 1536, false),
            (1024, 1024, false),
            (4096, 30_720, true),
            (8192, 16_384 + 4096, true),
            (8192, 16_384 + 1024, false),
            (32_768, 249_856, true),
            (300, 512, false),
        ] {
            assert_eq!(exists(cpu, memory), there, "{cpu} with {memory}");
        }
    }

    #[test]
    fn spellings() {
        assert_eq!(cpu_units("1 vCPU"), Some(1024));
        assert_eq!(cpu_units(".25 vcpu"), Some(256));
        assert_eq!(cpu_units("512"), Some(512));
        assert_eq!(mebibytes("0.5GB"), Some(512));
        assert_eq!(mebibytes("3 GB"), Some(3072));
        assert_eq!(mebibytes("much"), None);
    }
}
