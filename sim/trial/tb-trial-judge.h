/* tb-trial-judge: every check that one side of a handshake made, once more and in order, with what it expected and what it found. Private to sim/trial. */
#pragma once

#include "tb-trial-parties.h"

G_BEGIN_DECLS

/**
 * Judging:
 * @judge: who judges
 * @peer: the other one
 * @outcome: how it ended for the judge
 * @reason: why, as the transcript has it; "" when it was accepted
 * @header_bytes: of a handshake message
 * @meant: (nullable): what the client meant, where somebody changed it
 *
 * What every check sees.
 */
typedef struct
{
  const TbTrialParties *parties;
  TbTranscript *transcript;
  TbSide judge;
  TbSide peer;
  const TbOutcome *outcome;
  const char *reason;
  gsize header_bytes;
  TbTranscript *meant;
  TbChecks *checks;
} Judging;

/* A check that says whether the next one is made. */
typedef gboolean (*Check) (Judging *judging);

gboolean tb_trial_check_echo     (Judging *judging);
gboolean tb_trial_check_proof    (Judging *judging);
gboolean tb_trial_check_record   (Judging *judging);
gboolean tb_trial_check_finished (Judging *judging);

char *tb_trial_list_versions (TbTranscript *transcript);
char *tb_trial_list_suites   (TbTranscript *transcript);

void tb_trial_judge (const TbTrialParties *parties, TbTranscript *transcript, TbTranscript *meant, TbSide judge, TbChecks *checks);

G_END_DECLS
