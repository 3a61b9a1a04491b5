// Slopes of van Leer (1974) of values whose neighbours lie a stride before and after them; both ends are the caller's.
#pragma once
#include <cstdint>

namespace kaya {

// The harmonic mean of the differences to both neighbours; 0 where these have not one sign.
void slopes_of(const float* v, float* slopes, int64_t stride, int64_t count);

// The derivatives of slopes by the differences before and after a place, times what is given.
void by_differences(const float* v, const float* given, float* before, float* after, int64_t stride, int64_t count);

}  // namespace kaya
