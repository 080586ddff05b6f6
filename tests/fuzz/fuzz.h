/* fuzz: what a fuzz target offers. libFuzzer calls LLVMFuzzerTestOneInput () with whatever it finds; the driver calls it with the seeds,
 * with every truncation of them and with mutations drawn from a fixed stream. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

int        LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes);

/* Good inputs to begin with, of GBytes; the same at every call. */
GPtrArray *fuzz_make_seeds        (void);

G_END_DECLS
