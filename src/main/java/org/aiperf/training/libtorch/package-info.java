// SPDX-License-Identifier: Apache-2.0
/** Training with libtorch, PyTorch's C++ library, through JavaCPP's presets: on the CPU, and on GPUs from Turing on. */
@NullMarked
package org.aiperf.training.libtorch;

import org.jspecify.annotations.NullMarked;
