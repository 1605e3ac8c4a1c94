//! Forms: their fields, what was sent in them, and what is wrong with it.
//!
//! [`fields!`] declares the fields of a form, once. A [`Form`] of them is what a handler is handed and what its template
//! shows again: the values that were sent, an error at a field or at the whole, and the status of the answer. Its other
//! half is `templates/kit/forms.html`.

mod field;
mod shown;

use std::borrow::Borrow;
use std::fmt::Display;
use std::str::FromStr;

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::failure::Failure;
use super::page::Page;
use super::text::Text;

pub(crate) use field::fields;
pub use field::{Field, Rule};
pub use shown::{Choice, Shown};

/// How many characters a day is typed with: `2026-12-31`.
pub const DAY_CHARS: usize = 10;

/// A form as it was sent, or as it is to be shown. No `Debug`: it may hold a password.
pub struct Form<F> {
    values: Vec<(F, String)>,
    /// What is wrong with a field, or with the whole.
    errors: Vec<(Option<F>, Text)>,
    status: StatusCode,
}

impl<F> Default for Form<F> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            errors: Vec::new(),
            status: StatusCode::OK,
        }
    }
}

impl<F: Field> Form<F> {
    /// Reads what a browser sent. What is no field of the form is left out. Which of two values counts is nobody's to
    /// guess, and more boxes than may be ticked at once are not read.
    fn of(sent: Vec<(String, String)>) -> Result<Self, Failure> {
        let mut form = Self::default();
        for (name, value) in sent {
            let field = F::ALL.iter().find(|field| field.rule().name == name);
            form.values.extend(field.map(|field| (*field, value)));
        }
        for field in F::ALL {
            match (form.all(*field).count(), field.rule().most) {
                (count, 1) if count > 1 => return Err(Failure::BadForm),
                (count, most) if count > most => return Err(Failure::TooMany),
                _ => {}
            }
        }
        Ok(form)
    }

    /// The form with something in a field, in place of what was there.
    pub fn with(mut self, field: F, value: impl Display) -> Self {
        self.values.retain(|(other, _)| *other != field);
        self.values.push((field, value.to_string()));
        self
    }

    /// What one field says, and nothing in the others.
    pub fn only(mut self, field: F) -> Self {
        self.values.retain(|(other, _)| *other == field);
        self
    }

    /// Every value of a field.
    pub fn all(&self, field: F) -> impl Iterator<Item = &str> + Clone {
        let own = self.values.iter().filter(move |(other, _)| *other == field);
        own.map(|(_, value)| value.as_str())
    }

    /// What was sent in a field; `None`: the field was not sent.
    pub fn sent(&self, field: F) -> Option<&str> {
        self.all(field).next()
    }

    /// What was sent in a field; empty: nothing.
    pub fn value(&self, field: F) -> &str {
        self.sent(field).unwrap_or_default()
    }

    /// What was sent in a field that all forms of ours have, empty or not: what is left out takes nothing back.
    pub fn there(&self, field: F) -> Result<&str, Failure> {
        self.sent(field).ok_or(Failure::BadForm)
    }

    /// The one of these buttons that was pressed. None, or more than one, is no form of ours.
    pub fn pressed<const N: usize>(&self, buttons: [F; N]) -> Result<F, Failure> {
        let mut pressed = buttons.into_iter().filter(|one| self.sent(*one).is_some());
        match (pressed.next(), pressed.next()) {
            (Some(button), None) => Ok(button),
            _ => Err(Failure::BadForm),
        }
    }

    /// Reads what one of our own pages has put into a field. `None`: nothing. What cannot be read is no form of ours.
    pub fn given<T: FromStr>(&self, field: F) -> Result<Option<T>, Failure> {
        match self.value(field) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Failure::BadForm),
        }
    }

    /// Reads what each form of ours has in a field.
    pub fn required<T: FromStr>(&self, field: F) -> Result<T, Failure> {
        self.given(field)?.ok_or(Failure::BadForm)
    }

    /// Notes what is wrong with a field.
    pub fn refuse(&mut self, field: F, why: Text) {
        self.note(Some(field), why);
    }

    /// What was made of a field; where it is nothing, that is noted.
    pub fn need<T>(&mut self, field: F, read: Option<T>, otherwise: Text) -> Option<T> {
        if read.is_none() {
            self.refuse(field, otherwise);
        }
        read
    }

    /// The form with something wrong in a field.
    pub fn refused(mut self, field: F, why: Text) -> Self {
        self.note(Some(field), why);
        self
    }

    /// The form with something wrong that is no single field's.
    pub fn refused_whole(mut self, why: Text) -> Self {
        self.note(None, why);
        self
    }

    /// The form, answered with a status of its own.
    pub fn answered_with(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    fn note(&mut self, field: Option<F>, why: Text) {
        self.errors.push((field, why));
        if self.status == StatusCode::OK {
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
        }
    }

    /// Whether anything is wrong with it.
    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The status of the page that shows it.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What is wrong, with the `id` of the field to mend.
    pub fn errors(&self) -> impl Iterator<Item = (Option<String>, &Text)> {
        let errors = self.errors.iter();
        errors.map(|(field, text)| (field.map(|field| field.rule().id()), text))
    }

    /// A field as a template shows it.
    pub fn at(&self, field: impl Borrow<F>) -> Shown<'_> {
        let field = *field.borrow();
        let rule = field.rule();
        let mut errors = self.errors.iter();
        Shown {
            rule,
            id: rule.id(),
            values: self.all(field).filter(|_| !rule.secret).collect(),
            error: errors
                .find(|(other, _)| *other == Some(field))
                .map(|(_, text)| text),
        }
    }
}

impl Page {
    /// The page of a form: where that was refused, the title says so first.
    pub fn of<F: Field>(self, form: &Form<F>) -> Self {
        Self {
            refused: form.is_refused(),
            ..self
        }
    }
}

impl<F: Field, S: Send + Sync> FromRequest<S> for Form<F> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let sent = axum::Form::from_request(request, state).await;
        let axum::Form(sent) = sent.map_err(IntoResponse::into_response)?;
        Self::of(sent).map_err(IntoResponse::into_response)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fields! {
        /// One of each kind.
        enum Each {
            Name = text("full_name", 40),
            Password = secret("password", 9),
            Brand = hidden("brand"),
            Box = boxes("box", 2),
            Image = file("image"),
        }
    }

    fn sent(pairs: &[(&str, &str)]) -> Result<Form<Each>, Failure> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Form::of(pairs.iter().map(owned).collect())
    }

    #[test]
    fn a_field_is_sent_once_and_a_box_as_often_as_may_be_ticked() {
        let form = sent(&[("box", "1"), ("x", "y"), ("box", "2"), ("brand", "7")]).unwrap();
        assert_eq!(form.all(Each::Box).collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(form.required::<u32>(Each::Brand).unwrap(), 7);
        let twice = sent(&[("brand", "7"), ("brand", "7")]);
        assert!(matches!(twice, Err(Failure::BadForm)));
        let many = sent(&[("box", "1"), ("box", "1"), ("box", "1")]);
        assert!(matches!(many, Err(Failure::TooMany)));
    }

    #[test]
    fn what_no_page_of_ours_puts_into_a_field_is_no_form_of_ours() {
        let form = sent(&[("brand", "x")]).unwrap();
        let given = form.given::<u32>(Each::Brand);
        assert!(matches!(given, Err(Failure::BadForm)));
        let none = Form::<Each>::default();
        assert_eq!(none.given::<u32>(Each::Brand).unwrap(), None);
        let required = none.required::<u32>(Each::Brand);
        assert!(matches!(required, Err(Failure::BadForm)));
    }

    #[test]
    fn what_was_sent_is_shown_again_unless_it_is_secret() {
        let form = sent(&[("full_name", "Ayşe"), ("password", "gizli")]).unwrap();
        assert_eq!(form.at(Each::Name).value(), "Ayşe");
        assert_eq!(form.value(Each::Password), "gizli");
        assert_eq!(form.at(Each::Password).value(), "");
        assert_eq!(form.only(Each::Password).value(Each::Name), "");
    }

    #[test]
    fn a_refused_field_names_its_hint_and_its_error() {
        let mut form = Form::<Each>::default();
        let plain = "id=\"full-name\" name=\"full_name\" maxlength=\"40\"";
        assert_eq!(form.at(Each::Name).attributes(""), plain);
        let hinted = format!("{plain} aria-describedby=\"full-name-hint\"");
        assert_eq!(form.at(Each::Name).attributes("Such as"), hinted);
        form.refuse(Each::Name, Text::of("form-error"));
        assert_eq!(
            form.at(Each::Name).attributes("Such as"),
            format!(
                "{plain} aria-describedby=\"full-name-hint full-name-error\" aria-invalid=\"true\""
            )
        );
        let other = form.at(Each::Image);
        assert_eq!(other.attributes(""), "id=\"image-file\" name=\"image\"");
    }

    #[test]
    fn a_refusal_has_a_status_and_leads_to_its_field() {
        assert_eq!(Form::<Each>::default().status(), StatusCode::OK);
        let form = Form::default().refused(Each::Image, Text::of("form-error"));
        assert_eq!(form.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let form = form.answered_with(StatusCode::CONFLICT);
        let form = form.refused_whole(Text::of("form-has-error").filled("count", 2_usize));
        assert_eq!(form.status(), StatusCode::CONFLICT);
        let ids: Vec<_> = form.errors().map(|(id, _)| id).collect();
        assert_eq!(ids, [Some("image-file".to_owned()), None]);
    }
}
