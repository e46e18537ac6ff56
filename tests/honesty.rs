//! Honesty of the simulated AWS: clients nobody here wrote (boto3, the AWS CLI, `ecs-deploy` of
//! PyPI) get from it what they get from AWS.
//!
//! Owns starting the simulated AWS and the clients; what a client must see is in its script,
//! `tests/honesty/*.py`. The clients are those of `.venv` (`bash tests/setup/python.sh`).

mod clients;
mod world;

/// Every answer, in several moments of every scenario, has the shape of botocore's API models.
#[test]
fn every_answer_is_one_that_the_api_models_allow() {
    clients::run("every_answer.py", &world::with_every_scenario(100.0));
}

/// Wrong secrets, unknown keys, clocks that are off.
#[test]
fn requests_are_signed_or_refused() {
    clients::run("signatures.py", &world::with_every_scenario(1.0));
}

/// Policies decide, in both protocols and at the registry's door; simulations of them have both
/// shapes.
#[test]
fn every_call_is_authorised_by_policies() {
    clients::run("iam.py", &world::with_iam());
}

/// `aws ecs wait services-stable` takes a rollback for a success: that is how it is on AWS.
#[test]
fn the_aws_cli_and_its_waiter_see_what_they_see_on_aws() {
    clients::run("aws_cli.py", &world::with_every_scenario(60.0));
}

/// `ecs-deploy` takes a rollback for a success, too, and notices a failure without one.
#[test]
fn ecs_deploy_of_pypi_sees_what_it_sees_on_aws() {
    clients::run("pypi_ecs_deploy.py", &world::with_every_scenario(60.0));
}
