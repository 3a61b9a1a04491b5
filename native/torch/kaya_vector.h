// Functions of one number that compilers turn into vectors.
#pragma once
#include <cstdint>
#include <cstring>

namespace kaya {

// e^x within two units in the last place: 2^n times Taylor's series of what is left, which is at most log(2) / 2; written so
// that a compiler makes vectors of it.
inline float exponential(float x) {
  x = x > 87.0f ? 87.0f : x;
  x = x < -87.0f ? -87.0f : x;
  const float to_integer = 12582912.0f;  // 1.5 * 2^23: a sum with it has no place for a fraction
  float n = (x * 1.44269504f + to_integer) - to_integer;
  float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;  // log(2) in two parts, the first one exact in few bits
  float p = 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = (p * r) * r + (r + 1.0f);
  uint32_t bits = static_cast<uint32_t>(static_cast<int32_t>(n) + 127) << 23;
  float scale;
  std::memcpy(&scale, &bits, sizeof(scale));
  return p * scale;
}

// 1 / (1 + e^-x).
inline float logistic(float x) { return 1.0f / (1.0f + exponential(-x)); }

}  // namespace kaya
