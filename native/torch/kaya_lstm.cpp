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

struct Kept {
  at::Tensor gates, cells, bents, hiddens;  // [time, rows, ...]; cells and hiddens with the start in front: [time + 1, ...]
};

Kept run_native(const at::Tensor& projected, const at::Tensor& weight, const at::Tensor& hidden, const at::Tensor& cell) {
  int64_t rows = projected.size(0), times = projected.size(1), width = weight.size(1);
  Kept kept{at::empty({times, rows, 4 * width}, projected.options()), at::empty({times + 1, rows, width}, projected.options()),
            at::empty({times, rows, width}, projected.options()), at::empty({times + 1, rows, width}, projected.options())};
  kept.cells.select(0, 0).copy_(cell);
  kept.hiddens.select(0, 0).copy_(hidden);
  at::Tensor across = weight.t();
  for (int64_t t = 0; t < times; t++) {
    at::Tensor gates = kept.gates.select(0, t);
    at::addmm_out(gates, projected.select(1, t), kept.hiddens.select(0, t), across);
    float *z = gates.data_ptr<float>(), *after = kept.cells.select(0, t + 1).data_ptr<float>();
    float *bent = kept.bents.select(0, t).data_ptr<float>(), *h = kept.hiddens.select(0, t + 1).data_ptr<float>();
    const float* before = kept.cells.select(0, t).data_ptr<float>();
    at::parallel_for(0, rows, std::max<int64_t>(1, 4096 / width), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; r++)
        forward_row(z + 4 * width * r, before + width * r, after + width * r, bent + width * r, h + width * r, width);
    });
  }
  return kept;
}

class Recurrence : public torch::autograd::Function<Recurrence> {
 public:
  static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context, const at::Tensor& projected,
                                                const at::Tensor& weight, const at::Tensor& hidden, const at::Tensor& cell) {
    Kept kept = run_native(projected, weight.contiguous(), hidden, cell);
    context->set_materialize_grads(false);
    int64_t times = projected.size(1);
    context->save_for_backward({projected, weight, hidden, cell});
    // Made here and seen by nobody else: they need no watch over their versions.
    context->saved_data["kept"] = std::vector<at::Tensor>{kept.gates, kept.cells, kept.bents, kept.hiddens};
    return {kept.hiddens.slice(0, 1).transpose(0, 1).contiguous(), kept.hiddens.select(0, times).clone(),
            kept.cells.select(0, times).clone()};
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
    auto saved = context->get_saved_variables();
    if (at::GradMode::is_enabled()) return differentiable(saved, gradients);
    std::vector<at::Tensor> kept = context->saved_data["kept"].toTensorVector();
    at::Tensor weight = saved[1].contiguous();
    int64_t times = saved[0].size(1), rows = saved[0].size(0), width = weight.size(1);
    at::Tensor dz = at::empty({times, rows, 4 * width}, weight.options());
    at::Tensor dc = gradients[2].defined() ? gradients[2].contiguous().clone() : at::zeros({rows, width}, weight.options());
    at::Tensor dh = gradients[1].defined() ? gradients[1].contiguous().clone() : at::zeros({rows, width}, weight.options());
    for (int64_t t = times - 1; t >= 0; t--) {
      if (gradients[0].defined()) dh.add_(gradients[0].select(1, t));
      const float *gates = kept[0].select(0, t).data_ptr<float>(), *before = kept[1].select(0, t).data_ptr<float>();
      const float *bent = kept[2].select(0, t).data_ptr<float>(), *ph = dh.data_ptr<float>();
      float *pc = dc.data_ptr<float>(), *pz = dz.select(0, t).data_ptr<float>();
      at::parallel_for(0, rows, std::max<int64_t>(1, 4096 / width), [&](int64_t begin, int64_t end) {
        for (int64_t r = begin; r < end; r++)
          backward_row(gates + 4 * width * r, before + width * r, bent + width * r, ph + width * r, pc + width * r,
                       pz + 4 * width * r, width);
      });
      at::mm_out(dh, dz.select(0, t), weight);
    }
    at::Tensor dw = at::mm(dz.view({times * rows, 4 * width}).t(), kept[3].slice(0, 0, times).reshape({times * rows, width}));
    return {dz.transpose(0, 1), dw, dh, dc};
  }

 private:
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
    bool native = true;
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
