/* tb-made: a handshake that was made on purpose in a run, made once more from what the journal says of it, for whoever wants to know what was checked. */
#pragma once

#include "tb-fleet.h"
#include "tb-record.h"
#include "tb-trial.h"

G_BEGIN_DECLS

/**
 * TbMade:
 * @fleet: who is there
 * @started: the record trial-started
 * @text: its payload: the command
 * @seed: of the run
 * @start_unix_us: what the calendar said at simulated time 0
 *
 * What a journal says of a trial.
 */
typedef struct
{
  TbFleet *fleet;
  const TbRecord *started;
  GBytes *text;
  guint64 seed;
  gint64 start_unix_us;
} TbMade;

TbTrial *tb_made_trial (TbCrypto *crypto, const TbMade *made, GError **error);

G_END_DECLS
