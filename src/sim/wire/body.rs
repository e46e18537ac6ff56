//! The body of an answer: some pieces of data, sent as they are, or only a part of them when the
//! connection is to break.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};

/// A body of known length. Making one from a blob copies no data.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pieces: VecDeque<Bytes>,
    /// How many bytes were promised that will not come.
    missing: u64,
    /// Whether everything before the break has been handed over.
    at_break: bool,
}

/// The connection breaks here, as was asked for.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed in the middle of an answer")]
pub(crate) struct CutOff;

impl Body {
    /// Keeps the first bytes, and breaks off after them if there were more.
    pub(crate) fn cut_off(self, after: usize) -> Self {
        let (mut left, mut missing) = (after, self.missing);
        let mut pieces = VecDeque::new();
        for mut piece in self.pieces {
            let kept = piece.len().min(left);
            left -= kept;
            missing += (piece.len() - kept) as u64;
            pieces.push_back(piece.split_to(kept));
        }
        Self {
            pieces,
            missing,
            at_break: false,
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(data: T) -> Self {
        let data = data.into();
        Self {
            pieces: (!data.is_empty()).then_some(data).into_iter().collect(),
            ..Self::default()
        }
    }
}

impl FromIterator<Bytes> for Body {
    fn from_iter<I: IntoIterator<Item = Bytes>>(pieces: I) -> Self {
        Self {
            pieces: pieces
                .into_iter()
                .filter(|piece| !piece.is_empty())
                .collect(),
            ..Self::default()
        }
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = CutOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CutOff>>> {
        Poll::Ready(match self.pieces.pop_front() {
            Some(piece) => Some(Ok(Frame::data(piece))),
            // What is still in hyper's hands would be lost with the connection; when nothing is
            // ready, it sends that first.
            None if self.missing > 0 && !self.at_break => {
                self.at_break = true;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            None if self.missing > 0 => Some(Err(CutOff)),
            None => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty() && self.missing == 0
    }

    fn size_hint(&self) -> SizeHint {
        let there: u64 = self.pieces.iter().map(|piece| piece.len() as u64).sum();
        SizeHint::with_exact(there + self.missing)
    }
}
