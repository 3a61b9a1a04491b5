// The recurrence of an LSTM over projected inputs, so that one projection can serve every window that contains its hour.
// Gates in the order input, forget, cell, output, as PyTorch has them; time by time
//   z = projected[t] + h W^T,  i = s(z_i), f = s(z_f), g = tanh(z_g), o = s(z_o),  c = f c + i g,  h = o tanh(c)
// (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000).
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "kaya_guard.h"
#include "kaya_product.h"
#include "kaya_vector.h"

namespace kaya {
namespace {

struct States {
  at::Tensor outputs, hidden, cell;
};

// The definition, in the library's own differentiable operators: for other types and devices, and for second derivatives.
States run_composed(const at::Tensor& projected, const at::Tensor& weight, const at::Tensor& hidden, const at::Tensor& cell) {
  at::Tensor h = hidden, c = cell;
  std::vector<at::Tensor> outputs;
  for (int64_t t = 0; t < projected.size(1); t++) {
    auto gates = (projected.select(1, t) + at::linear(h, weight)).chunk(4, 1);
    c = at::sigmoid(gates[1]) * c + at::sigmoid(gates[0]) * at::tanh(gates[2]);
    h = at::sigmoid(gates[3]) * at::tanh(c);
    outputs.push_back(h);
  }
  return {at::stack(outputs, 1), h, c};
}

// One row of one time; gates hold z before and i, f, g, o after.
KAYA_VECTOR void forward_row(float* __restrict gates, const float* __restrict before, float* __restrict cell, float* __restrict bent,
                             float* __restrict hidden, int64_t width) {
  float *i = gates, *f = gates + width, *g = gates + 2 * width, *o = gates + 3 * width;
  for (int64_t k = 0; k < width; k++) {
    i[k] = logistic(i[k]);
    f[k] = logistic(f[k]);
    g[k] = 2 * logistic(2 * g[k]) - 1;
    o[k] = logistic(o[k]);
    float c = f[k] * before[k] + i[k] * g[k];
    float b = 2 * logistic(2 * c) - 1;
    cell[k] = c;
    bent[k] = b;
    hidden[k] = o[k] * b;
  }
}

// Gradients of one row of one time; dc and dh come in as those of the state after it, dc goes out as that of the cell before it.
KAYA_VECTOR void backward_row(const float* __restrict gates, const float* __restrict before, const float* __restrict bent,
                              const float* __restrict dh, float* __restrict dc, float* __restrict dz, int64_t width) {
  const float *i = gates, *f = gates + width, *g = gates + 2 * width, *o = gates + 3 * width;
  for (int64_t k = 0; k < width; k++) {
    float d = dc[k] + dh[k] * o[k] * (1 - bent[k] * bent[k]);
    dz[k] = d * g[k] * i[k] * (1 - i[k]);
    dz[k + width] = d * before[k] * f[k] * (1 - f[k]);
    dz[k + 2 * width] = d * i[k] * (1 - g[k] * g[k]);
    dz[k + 3 * width] = dh[k] * bent[k] * o[k] * (1 - o[k]);
    dc[k] = d * f[k];
  }
}

// Rows whose whole sequence one thread computes before it takes the next ones: what they need stays in its cache. Their number never
// depends on the threads, so neither do the results.
constexpr int64_t block = 64;

template <class Work>
void for_blocks(int64_t rows, const Work& work) {
  at::parallel_for(0, (rows + block - 1) / block, 1, [&](int64_t begin, int64_t end) {
    OneThread only;
    for (int64_t number = begin; number < end; number++) work(number, number * block, std::min(rows, (number + 1) * block));
  });
}

// Where the numbers of all rows and times lie: gates [rows, times, 4 width], the others [rows, times, width].
struct Sequence {
  int64_t times, width;
  const float *weight, *first_hidden, *first_cell;
  float *gates, *cells, *bents, *outputs;

  int64_t at(int64_t row, int64_t time) const { return row * times + time; }
  const float* cell_before(int64_t row, int64_t t) const { return t == 0 ? first_cell + row * width : cells + at(row, t - 1) * width; }
  const float* hidden_before(int64_t row, int64_t t) const {
    return t == 0 ? first_hidden + row * width : outputs + at(row, t - 1) * width;
  }
  int64_t hidden_stride(int64_t t) const { return t == 0 ? width : times * width; }
};

void forward_block(const Sequence& s, const at::Tensor& projected, int64_t begin, int64_t end) {
  const float* from = projected.data_ptr<float>();
  int64_t row_stride = projected.stride(0), time_stride = projected.stride(1), four = 4 * s.width;
  for (int64_t t = 0; t < s.times; t++) {
    for (int64_t r = begin; r < end; r++) {
      const float* source = from + r * row_stride + t * time_stride;
      std::copy(source, source + four, s.gates + s.at(r, t) * four);
    }
    product(false, true, end - begin, four, s.width, s.hidden_before(begin, t), s.hidden_stride(t), s.weight, s.width,
            s.gates + s.at(begin, t) * four, s.times * four, 1);
    for (int64_t r = begin; r < end; r++) {
      int64_t place = s.at(r, t) * s.width;
      forward_row(s.gates + 4 * place, s.cell_before(r, t), s.cells + place, s.bents + place, s.outputs + place, s.width);
    }
  }
}

// dh and dc come in as gradients of the last state and go out as those of the first; dw is added to.
void backward_block(const Sequence& s, const float* given, float* dz, float* dh, float* dc, float* dw, int64_t begin, int64_t end) {
  int64_t four = 4 * s.width;
  for (int64_t t = s.times - 1; t >= 0; t--) {
    for (int64_t r = begin; r < end; r++) {
      int64_t place = s.at(r, t) * s.width;
      float *h = dh + r * s.width, *c = dc + r * s.width;
      if (given != nullptr)
        for (int64_t k = 0; k < s.width; k++) h[k] += given[place + k];
      backward_row(s.gates + 4 * place, s.cell_before(r, t), s.bents + place, h, c, dz + 4 * place, s.width);
    }
    float* z = dz + s.at(begin, t) * four;
    product(true, false, four, s.width, end - begin, z, s.times * four, s.hidden_before(begin, t), s.hidden_stride(t), dw, s.width, 1);
    product(false, false, end - begin, s.width, four, z, s.times * four, s.weight, s.width, dh + begin * s.width, s.width);
  }
}

class Recurrence : public torch::autograd::Function<Recurrence> {
 public:
  static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context, const at::Tensor& given_projected,
                                                const at::Tensor& given_weight, const at::Tensor& given_hidden,
                                                const at::Tensor& given_cell) {
    at::Tensor projected = given_projected.stride(2) == 1 ? given_projected : given_projected.contiguous();
    at::Tensor weight = given_weight.contiguous(), hidden = given_hidden.contiguous(), cell = given_cell.contiguous();
    int64_t rows = projected.size(0), times = projected.size(1), width = weight.size(1);
    at::Tensor gates = at::empty({rows, times, 4 * width}, projected.options());
    at::Tensor cells = at::empty({rows, times, width}, projected.options()), bents = at::empty_like(cells), outputs = at::empty_like(cells);
    Sequence s = sequence(weight, hidden, cell, gates, cells, bents, outputs);
    for_blocks(rows, [&](int64_t, int64_t begin, int64_t end) { forward_block(s, projected, begin, end); });
    context->set_materialize_grads(false);
    context->save_for_backward({given_projected, given_weight, given_hidden, given_cell, outputs});
    // Made here and seen by nobody else: they need no watch over their versions.
    context->saved_data["kept"] = std::vector<at::Tensor>{gates, cells, bents};
    return {outputs, outputs.select(1, times - 1).clone(), cells.select(1, times - 1).clone()};
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
    auto saved = context->get_saved_variables();
    if (at::GradMode::is_enabled()) return differentiable(saved, gradients);
    std::vector<at::Tensor> kept = context->saved_data["kept"].toTensorVector();
    at::Tensor weight = saved[1].contiguous(), hidden = saved[2].contiguous(), cell = saved[3].contiguous(), outputs = saved[4];
    int64_t rows = outputs.size(0), width = outputs.size(2);
    auto start = [&](const at::Tensor& g) { return g.defined() ? g.contiguous().clone() : at::zeros({rows, width}, weight.options()); };
    at::Tensor dh = start(gradients[1]), dc = start(gradients[2]), dz = at::empty_like(kept[0]);
    at::Tensor given = gradients[0].defined() ? gradients[0].contiguous() : at::Tensor();
    at::Tensor parts = at::zeros({(rows + block - 1) / block, 4 * width, width}, weight.options());
    Sequence s = sequence(weight, hidden, cell, kept[0], kept[1], kept[2], outputs);
    const float* pg = given.defined() ? given.data_ptr<float>() : nullptr;
    float *pz = dz.data_ptr<float>(), *ph = dh.data_ptr<float>(), *pc = dc.data_ptr<float>(), *pw = parts.data_ptr<float>();
    for_blocks(rows, [&](int64_t number, int64_t begin, int64_t end) {
      backward_block(s, pg, pz, ph, pc, pw + number * 4 * width * width, begin, end);
    });
    return {dz, parts.sum(0), dh, dc};
  }

 private:
  static Sequence sequence(const at::Tensor& weight, const at::Tensor& hidden, const at::Tensor& cell, const at::Tensor& gates,
                           const at::Tensor& cells, const at::Tensor& bents, const at::Tensor& outputs) {
    return {outputs.size(1),           outputs.size(2),          weight.data_ptr<float>(), hidden.data_ptr<float>(), cell.data_ptr<float>(),
            gates.data_ptr<float>(),   cells.data_ptr<float>(),  bents.data_ptr<float>(),  outputs.data_ptr<float>()};
  }

  static torch::autograd::variable_list differentiable(const torch::autograd::variable_list& saved,
                                                       const torch::autograd::variable_list& gradients) {
    States states = run_composed(saved[0], saved[1], saved[2], saved[3]);
    torch::autograd::variable_list outputs, seeds, inputs, result(4);
    at::Tensor all[] = {states.outputs, states.hidden, states.cell};
    for (int i = 0; i < 3; i++)
      if (gradients[i].defined() && all[i].requires_grad()) {
        outputs.push_back(all[i]);
        seeds.push_back(gradients[i]);
      }
    std::vector<int> places;
    for (int i = 0; i < 4; i++)
      if (saved[i].requires_grad()) {
        inputs.push_back(saved[i]);
        places.push_back(i);
      }
    auto found = torch::autograd::grad(outputs, inputs, seeds, true, true, true);
    for (size_t i = 0; i < places.size(); i++) result[places[i]] = found[i];
    return result;
  }
};

}  // namespace
}  // namespace kaya

using namespace kaya;

int kaya_lstm(kaya_tensor projected, kaya_tensor weight, kaya_tensor hidden, kaya_tensor cell, kaya_tensor* results) {
  return guarded([&] {
    at::Tensor p = borrow(projected), w = borrow(weight), h = borrow(hidden), c = borrow(cell);
    int64_t width = w.dim() == 2 ? w.size(1) : 0;
    bool fits = w.dim() == 2 && w.size(0) == 4 * width && p.dim() == 3 && p.size(1) > 0 && p.size(2) == 4 * width;
    for (const at::Tensor& state : {h, c}) fits = fits && state.dim() == 2 && state.size(0) == p.size(0) && state.size(1) == width;
    if (!fits)
      throw std::invalid_argument("projected " + c10::str(p.sizes()) + ", weight " + c10::str(w.sizes()) + ", hidden " +
                                  c10::str(h.sizes()) + " and cell " + c10::str(c.sizes()) + " do not fit each other");
    bool native = has_product() && fits_product(4 * width) && fits_product(p.size(0)) && fits_product(p.size(0) * p.size(1));
    for (const at::Tensor& tensor : {p, w, h, c}) native = native && tensor.is_cpu() && tensor.scalar_type() == at::kFloat;
    if (native) {
      auto all = Recurrence::apply(p, w, h, c);
      for (int i = 0; i < 3; i++) results[i] = give(std::move(all[i]));
      return;
    }
    States states = run_composed(p, w, h, c);
    results[0] = give(std::move(states.outputs));
    results[1] = give(std::move(states.hidden));
    results[2] = give(std::move(states.cell));
  });
}
