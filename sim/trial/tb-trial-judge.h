/* tb-trial-judge: every check that one side of a handshake made, once more and in order, with what it expected and what it found. Private to sim/trial. */
#pragma once

#include "tb-trial-parties.h"

G_BEGIN_DECLS

void tb_trial_judge (const TbTrialParties *parties, TbTranscript *transcript, TbTranscript *meant, TbSide judge, TbChecks *checks);

G_END_DECLS
