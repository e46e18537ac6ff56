//! What AWS says of why something failed, with what it may repeat of a secret left out.
//!
//! ECS names the parameters that it did not find, and takes those names from `valueFrom`. When
//! somebody put the secret itself there, AWS's text has it. So a name that is not plainly a
//! reference is masked, by the rule by which the task definition is shown.

use crate::document::sensitive::is_reference;
use crate::foreign::Foreign;
use crate::sealed::MASK;

/// What stands before the names.
/// Source: stopped reasons of tasks, on Fargate and of the agent on EC2.
const BEFORE: [&str; 2] = ["invalid ssm parameters: ", "invalid parameters: "];

/// Takes in a reason or an event of AWS.
pub fn aws_text(text: &str) -> Foreign {
    let told = |before: &str| Some(text.find(before)? + before.len());
    let Some(at) = BEFORE.into_iter().find_map(told) else {
        return Foreign::new(text);
    };
    let (before, names) = text.split_at(at);
    let shown = names.split(',').map(|name| {
        if is_reference(name.trim()) {
            name
        } else {
            MASK
        }
    });
    let shown: Vec<&str> = shown.collect();
    Foreign::new(format!("{before}{}", shown.join(",")))
}

#[cfg(test)]
mod tests {
    use super::aws_text;

    #[test]
    fn what_may_be_the_secret_itself_is_masked() {
        let table = [
            ("exec format error", "exec format error"),
            (
                "from ssm: invalid ssm parameters: /api/password,/api/token",
                "from ssm: invalid ssm parameters: /api/password,/api/token",
            ),
            (
                "from ssm: invalid ssm parameters: hunter2,/api/token,two words",
                "from ssm: invalid ssm parameters: ***,/api/token,***",
            ),
            ("invalid parameters: hunter2", "invalid parameters: ***"),
        ];
        for (text, shown) in table {
            assert_eq!(aws_text(text).raw(), shown);
        }
    }
}
