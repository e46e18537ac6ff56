//! Owns `Service`: one ECS service of one stage, as meant.

/// One service in one stage, with the stage's own settings applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The name under `services:`; without that, the name in ECS.
    pub name: String,
    /// The service's name in ECS.
    pub service: String,
    /// The file with the task definition, relative to the configuration.
    pub task_definition: String,
    /// Which container takes the image; `None` for the only one, or else the only essential one.
    pub container: Option<String>,
    /// Which containers take which image. Empty if no image is configured.
    pub images: Vec<ImagePlacement>,
    /// Fields of the task definition that may be newer than foghorn, as
    /// `containerDefinitions.newField`.
    pub allow_unknown_fields: Vec<String>,
    /// Variables of `environment` that look like secrets and are none.
    pub plain_text: Vec<String>,
}

/// A container and the image it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImagePlacement {
    /// The container; `None` for the only one, or else the only essential one.
    pub container: Option<String>,
    /// The name of the image.
    pub image: String,
}
