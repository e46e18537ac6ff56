//! Owns CPU and memory: of the task, the pairs that Fargate has, and of the containers in it.

use super::at::At;
use super::task::{Task, error};
use crate::problem::Problems;

/// CPU units with the first, the last and the step of the memory, in MiB.
/// Source: Amazon ECS developer guide, "Task definition differences for Fargate", task size.
const SIZES: [(i64, i64, i64, i64); 7] = [
    (256, 512, 1024, 512),
    (512, 1024, 4096, 1024),
    (1024, 2048, 8192, 1024),
    (2048, 4096, 16384, 1024),
    (4096, 8192, 30720, 1024),
    (8192, 16384, 61440, 4096),
    (16384, 32768, 122_880, 8192),
];
/// Memory for 256 CPU units beyond an even step, and for 32 vCPU, which has no steps at all.
const UNEVEN: [(i64, i64); 4] = [
    (256, 2048),
    (32768, 61440),
    (32768, 122_880),
    (32768, 249_856),
];
/// The smallest and largest CPU for Windows. Source: as `SIZES`.
const WINDOWS: std::ops::RangeInclusive<i64> = 1024..=4096;
/// Source: ECS API model, `ContainerDefinition.memory`: Docker reserves 6 MiB at least.
const LEAST_MEMORY: i64 = 6;

pub(super) fn check(task: &Task<'_>, problems: &mut Problems) {
    let cpu = amount(task, "cpu", "vcpu", problems);
    let memory = amount(task, "memory", "gb", problems);
    if task.target.is_fargate() {
        required(task, problems);
        if let (Some(cpu), Some(memory)) = (cpu, memory) {
            pair(task, cpu, memory, problems);
        }
        storage(task, problems);
    } else if task.root.get("memory").is_none() {
        instances(task, problems);
    }
    shares(task, cpu, memory, problems);
}

/// Source: ECS developer guide, "Task definition differences for Fargate": both are required.
fn required(task: &Task<'_>, problems: &mut Problems) {
    for (key, example) in [("cpu", "256"), ("memory", "512")] {
        if task.root.get(key).is_none() {
            error(
                problems,
                task.root.place_for(key),
                format!("`{key}` of the task is missing, which Fargate needs"),
                format!("add `\"{key}\": \"{example}\"` beside `containerDefinitions`"),
            );
        }
    }
}

/// An amount in units or MiB: `256`, `.25 vCPU`, `0.5 GB`.
/// Source: ECS API model, `RegisterTaskDefinitionRequest.cpu` and `.memory`.
fn amount(task: &Task<'_>, key: &str, unit: &str, problems: &mut Problems) -> Option<i64> {
    let at = task.root.get(key)?;
    let text = at.text()?;
    let read = read(text, unit);
    if read.is_none() {
        let example = if unit == "gb" {
            "`1024` (MiB) or `1 GB`"
        } else {
            "`512` (units) or `.5 vCPU`"
        };
        error(
            problems,
            at.place(),
            format!("`{key}` of the task is {}, which is no amount", at.shown()),
            format!("write {example}"),
        );
    }
    read
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "only whole numbers below 2^40 are cast"
)]
fn read(text: &str, unit: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let number = text.strip_suffix(unit)?.trim();
    if !number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return None;
    }
    let amount = number.parse::<f64>().ok()? * 1024.0;
    let whole = amount.fract() == 0.0 && amount > 0.0 && amount < 1_099_511_627_776.0;
    whole.then_some(amount as i64)
}

/// The memory that Fargate has for a CPU, in MiB. Empty if it has no such CPU.
fn memories(cpu: i64) -> Vec<i64> {
    let even = SIZES
        .iter()
        .filter(|(of, ..)| *of == cpu)
        .flat_map(|(_, first, last, step)| {
            let count = (last - first) / step;
            (0..=count).map(move |index| first + index * step)
        });
    let uneven = UNEVEN
        .iter()
        .filter(|(of, _)| *of == cpu)
        .map(|(_, memory)| *memory);
    even.chain(uneven).collect()
}

fn sizes() -> impl Iterator<Item = i64> {
    SIZES.iter().map(|(cpu, ..)| *cpu).chain([32768])
}

fn pair(task: &Task<'_>, cpu: i64, memory: i64, problems: &mut Problems) {
    let fits = memories(cpu);
    if fits.is_empty() {
        let known: Vec<String> = sizes().map(|cpu| cpu.to_string()).collect();
        let help = format!("it has {}", known.join(", "));
        error(
            problems,
            task.root.place_for("cpu"),
            format!("Fargate has no `cpu` of {cpu}"),
            help,
        );
        return;
    }
    if task.is_windows() && !WINDOWS.contains(&cpu) {
        let message = format!("Fargate has no `cpu` of {cpu} for Windows");
        error(
            problems,
            task.root.place_for("cpu"),
            message,
            "it has 1024, 2048, 4096",
        );
    }
    if !fits.contains(&memory) {
        let message = format!("Fargate has no `memory` of {memory} with a `cpu` of {cpu}");
        error(
            problems,
            task.root.place_for("memory"),
            message,
            fitting(cpu, memory),
        );
    }
}

fn fitting(cpu: i64, memory: i64) -> String {
    let fits = memories(cpu);
    let fits = match fits.as_slice() {
        [first, second, .., last] if fits.len() > 3 => {
            format!("{first} to {last} in steps of {}", second - first)
        }
        all => all
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    };
    let other: Vec<String> = sizes()
        .filter(|cpu| memories(*cpu).contains(&memory))
        .map(|cpu| cpu.to_string())
        .collect();
    let with = format!("with a `cpu` of {cpu} it has {fits} MiB");
    if other.is_empty() {
        with
    } else {
        format!(
            "{with}; {memory} goes with a `cpu` of {}",
            other.join(" or ")
        )
    }
}

/// Source: ECS API model, `EphemeralStorage.sizeInGiB`.
fn storage(task: &Task<'_>, problems: &mut Problems) {
    let size = task
        .root
        .get("ephemeralStorage")
        .and_then(|storage| storage.get("sizeInGiB"));
    if let Some((at, number)) = size.and_then(|at| at.number().map(|number| (at, number)))
        && !(21..=200).contains(&number)
    {
        let help = "give 21 to 200; without `ephemeralStorage` a task has 20 GiB";
        error(
            problems,
            at.place(),
            format!("Fargate has no ephemeral storage of {number} GiB"),
            help,
        );
    }
}

/// Source: ECS API model, `ContainerDefinition.memoryReservation`: without memory of the task,
/// every container needs one of the two.
fn instances(task: &Task<'_>, problems: &mut Problems) {
    for container in &task.containers {
        if container.at.get("memory").is_none() && container.at.get("memoryReservation").is_none() {
            let message = format!(
                "neither the task nor the container `{}` says how much memory it has",
                container.name
            );
            error(
                problems,
                container.place(),
                message,
                "add `\"memory\": \"512\"` to the task, or `\"memory\": 512` to the container",
            );
        }
    }
}

/// Source: ECS API model, `ContainerDefinition.cpu`, `.memory`, `.memoryReservation`.
fn shares(task: &Task<'_>, cpu: Option<i64>, memory: Option<i64>, problems: &mut Problems) {
    let (mut cpus, mut memories) = (0_i64, 0_i64);
    for container in &task.containers {
        let of = |key: &str| container.at.number_of(key);
        cpus = cpus.saturating_add(of("cpu").unwrap_or(0));
        let own = of("memoryReservation").or(of("memory")).unwrap_or(0);
        memories = memories.saturating_add(own);
        if let (Some(hard), Some(soft)) = (of("memory"), of("memoryReservation"))
            && soft > hard
        {
            let message = format!("the container reserves {soft} MiB and may use {hard}");
            error(
                problems,
                container.at.place_for("memoryReservation"),
                message,
                "make `memory` the larger of the two",
            );
        }
        for key in ["memory", "memoryReservation"] {
            least(&container.at, key, problems);
        }
        if let (Some(hard), Some(limit)) = (of("memory"), memory)
            && hard > limit
        {
            let message = format!("the container may use {hard} MiB, and the task has {limit}");
            error(
                problems,
                container.at.place_for("memory"),
                message,
                "lower it, or raise `memory` of the task",
            );
        }
    }
    for (key, unit, sum, limit) in [
        ("cpu", "CPU units", cpus, cpu),
        ("memory", "MiB of memory", memories, memory),
    ] {
        if let Some(limit) = limit.filter(|limit| sum > *limit) {
            let message =
                format!("the containers ask for {sum} {unit} together, and the task has {limit}");
            error(
                problems,
                task.root.place_for(key),
                message,
                format!("lower `{key}` of containers, or raise that of the task"),
            );
        }
    }
}

fn least(container: &At<'_>, key: &str, problems: &mut Problems) {
    if let Some(at) = container.get(key)
        && at.number().is_some_and(|number| number < LEAST_MEMORY)
    {
        error(
            problems,
            at.place(),
            format!("a container cannot have {} of memory", at.shown()),
            format!("give {LEAST_MEMORY} (MiB) at least"),
        );
    }
}
