#pragma once

// The libraries behind imaging/ (libvips, Exiv2, libxml2) need one start per process. Everything else in this
// folder asserts that it happened.

#include "base/result.hpp"

namespace palette::imaging {

// Starts the libraries: one thread per operation (callers decode many pictures at once instead), no operation
// cache, and every loader that libvips calls untrusted is blocked except those header.hpp names. Library
// chatter goes to the log.
//
// Call before the first use of imaging/. Calling again is free; safe from any thread. Fails when libvips
// cannot start, or when it lacks a loader that Palette promises to read.
Result<void> start_imaging();

}  // namespace palette::imaging
