/* long-chain: a house in which two handshakes with a certificate chain of 12 kB have taken place, for what is measured in the handshakes view.
 *
 * The run is over and the handshakes are appended to its journal, since no scenario has a hierarchy that deep. */
#pragma once

#include "tb-run.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

#define LONG_CHAIN_BYTES 12000

TbRun        *long_chain_start_run  (guint32 numbers[2]);
TbTranscript *long_chain_transcript (guint which);

G_END_DECLS
