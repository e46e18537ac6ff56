//! The examples that scenes are made of, and the stages that both of them have.

/// A stage of the examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stage {
    /// Its name, which is also its cluster's.
    pub(crate) name: &'static str,
    pub(crate) account: &'static str,
    pub(crate) region: &'static str,
    pub(crate) log_level: &'static str,
}

/// The stages of both examples, in their order.
pub(crate) const STAGES: [Stage; 2] = [
    Stage {
        name: "dev",
        account: "111111111111",
        region: "eu-west-1",
        log_level: "debug",
    },
    Stage {
        name: "prod",
        account: "222222222222",
        region: "eu-west-1",
        log_level: "info",
    },
];

impl Stage {
    /// Returns the stage of this name.
    pub(crate) fn named(name: &str) -> Self {
        STAGES
            .into_iter()
            .find(|stage| stage.name == name)
            .expect("the examples have the stages dev and prod")
    }
}

/// A service of an example.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Service {
    pub(crate) name: &'static str,
    /// Its task definition, relative to the example.
    pub(crate) definition: &'static str,
    /// The container that takes traffic, with its port.
    pub(crate) traffic: Option<(&'static str, u16)>,
}

/// A directory of `examples/`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Example {
    pub(crate) directory: &'static str,
    pub(crate) repository: &'static str,
    pub(crate) log_group: &'static str,
    pub(crate) services: &'static [Service],
    /// The files to copy.
    pub(crate) files: &'static [&'static str],
}

impl Example {
    /// One service.
    pub(crate) const PRODUCT_API: Self = Self {
        directory: "product-api",
        repository: "product-api",
        log_group: "/ecs/product-api",
        services: &[Service {
            name: "product-api",
            definition: "ecs/task-definition.json",
            traffic: Some(("web", 8080)),
        }],
        files: &[
            "foghorn.yml",
            "ecs/task-definition.json",
            "Dockerfile",
            ".dockerignore",
            "serve.sh",
            "www/index.html",
            "www/health",
        ],
    };

    /// Two services from one image.
    pub(crate) const TWO_SERVICES: Self = Self {
        directory: "two-services",
        repository: "shop",
        log_group: "/ecs/shop",
        services: &[
            Service {
                name: "shop-api",
                definition: "ecs/api.yml",
                traffic: Some(("api", 8080)),
            },
            Service {
                name: "shop-worker",
                definition: "ecs/worker.yml",
                traffic: None,
            },
        ],
        files: &[
            "foghorn.yml",
            "ecs/api.yml",
            "ecs/worker.yml",
            "Dockerfile",
            "api.sh",
            "worker.sh",
            "www/health",
        ],
    };

    /// Reads one of its files.
    pub(crate) fn read(&self, file: &str) -> String {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join(self.directory)
            .join(file);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}
