//! A source for the SDK's deserialisers that has no values and writes down what it is asked for.

use super::values;
use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, ShapeDeserializer};
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};
use foghorn_deploy::schema_table::{Member, Shape};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// One value that the SDK reads. Its shape's name is known once it has been read.
#[derive(Default)]
pub(super) struct Explorer {
    shapes: Rc<RefCell<BTreeMap<String, Shape>>>,
    /// The structure's member that this value, or the list it is in, belongs to.
    member: Option<(String, String)>,
    shape: Option<String>,
}

impl Explorer {
    /// Returns the name of what was read, and all shapes.
    pub(super) fn into_shapes(self) -> (String, BTreeMap<String, Shape>) {
        (self.shape.unwrap_or_default(), self.shapes.take())
    }

    fn child(&self, member: Option<(String, String)>) -> Self {
        Self {
            shapes: Rc::clone(&self.shapes),
            member,
            shape: None,
        }
    }

    fn is(&mut self, name: impl Into<String>, shape: Shape) {
        let name = name.into();
        self.shapes.borrow_mut().insert(name.clone(), shape);
        self.shape = Some(name);
    }

    /// The name of the shape read; `Document` for what the SDK did not look at.
    fn name(self) -> String {
        if let Some(name) = self.shape {
            return name;
        }
        let mut unread = self;
        unread.is("Document", Shape::Document);
        unread.shape.unwrap_or_default()
    }
}

fn name_of(schema: &Schema<'_>) -> String {
    let own = schema.shape_id().shape_name();
    schema.original_name().unwrap_or(own).to_owned()
}

/// Shows the value to the SDK. It may find that something is missing, since nothing has a value:
/// that is no failure here.
fn show(_outcome: Result<(), SerdeError>) {}

impl ShapeDeserializer for Explorer {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        read: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let name = name_of(schema);
        // A shape within itself, or met before, is not explored again.
        if self.shapes.borrow().contains_key(&name) {
            self.shape = Some(name);
            return Ok(());
        }
        self.is(
            &*name,
            Shape::Structure {
                members: Vec::new(),
            },
        );
        let mut members = Vec::new();
        for member in schema.members() {
            let Some(member_name) = member.member_name() else {
                continue;
            };
            let mut child = self.child(Some((name.clone(), member_name.to_owned())));
            show(read(member, &mut child));
            members.push(Member {
                name: member_name.to_owned(),
                shape: child.name(),
                required: false,
            });
        }
        self.is(name, Shape::Structure { members });
        Ok(())
    }

    fn read_list(
        &mut self,
        _schema: &Schema<'_>,
        read: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let mut child = self.child(self.member.clone());
        show(read(&mut child));
        let item = child.name();
        self.is(format!("list of {item}"), Shape::List { item });
        Ok(())
    }

    fn read_map(
        &mut self,
        _schema: &Schema<'_>,
        read: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let mut child = self.child(self.member.clone());
        show(read(String::new(), &mut child));
        let value = child.name();
        self.is(format!("map of {value}"), Shape::Map { value });
        Ok(())
    }

    fn read_string(&mut self, _schema: &Schema<'_>) -> Result<String, SerdeError> {
        let values = match &self.member {
            Some((owner, member)) => values::of(owner, member),
            None => &[],
        };
        let name = match &self.member {
            Some((owner, member)) if !values.is_empty() => format!("{owner}.{member}"),
            Some(_) | None => "String".to_owned(),
        };
        let values = values.iter().map(|&value| value.to_owned()).collect();
        self.is(name, Shape::String { values });
        Ok(String::new())
    }

    fn read_boolean(&mut self, _schema: &Schema<'_>) -> Result<bool, SerdeError> {
        self.is("Boolean", Shape::Boolean);
        Ok(false)
    }

    fn read_byte(&mut self, _schema: &Schema<'_>) -> Result<i8, SerdeError> {
        self.is("Integer", Shape::Integer);
        Ok(0)
    }

    fn read_short(&mut self, _schema: &Schema<'_>) -> Result<i16, SerdeError> {
        self.is("Integer", Shape::Integer);
        Ok(0)
    }

    fn read_integer(&mut self, _schema: &Schema<'_>) -> Result<i32, SerdeError> {
        self.is("Integer", Shape::Integer);
        Ok(0)
    }

    fn read_long(&mut self, _schema: &Schema<'_>) -> Result<i64, SerdeError> {
        self.is("Long", Shape::Long);
        Ok(0)
    }

    fn read_float(&mut self, _schema: &Schema<'_>) -> Result<f32, SerdeError> {
        self.is("Double", Shape::Double);
        Ok(0.0)
    }

    fn read_double(&mut self, _schema: &Schema<'_>) -> Result<f64, SerdeError> {
        self.is("Double", Shape::Double);
        Ok(0.0)
    }

    fn read_big_integer(&mut self, _schema: &Schema<'_>) -> Result<BigInteger, SerdeError> {
        Err(SerdeError::unsupported("big integer"))
    }

    fn read_big_decimal(&mut self, _schema: &Schema<'_>) -> Result<BigDecimal, SerdeError> {
        Err(SerdeError::unsupported("big decimal"))
    }

    fn read_blob(&mut self, _schema: &Schema<'_>) -> Result<Blob, SerdeError> {
        self.is("String", Shape::String { values: Vec::new() });
        Ok(Blob::new(""))
    }

    fn read_timestamp(&mut self, _schema: &Schema<'_>) -> Result<DateTime, SerdeError> {
        self.is("Timestamp", Shape::Timestamp);
        Ok(DateTime::from_secs(0))
    }

    fn read_document(&mut self, _schema: &Schema<'_>) -> Result<Document, SerdeError> {
        self.is("Document", Shape::Document);
        Ok(Document::Null)
    }

    // `true` would make the SDK pass the value over.
    fn is_null(&self) -> bool {
        false
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}
