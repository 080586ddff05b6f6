/* tb-reach: see the header. Goes round until nothing new is known: a key opens messages, and messages that are open let further secrets be computed. */
#include "tb-reach.h"

#include <string.h>

typedef struct
{
  const TbSchedule *schedule;
  TbTranscript *transcript;
  TbReach *reach;
  gboolean changed;
} Round;

/**
 * tb_reach_knows:
 * @reach: what follows
 * @step: a step of the schedule
 *
 * Returns: whether its value is known
 */
gboolean
tb_reach_knows (const TbReach *reach, guint step)
{
  return step < reach->steps->len && g_array_index (reach->steps, gboolean, step);
}

/**
 * tb_reach_reads:
 * @reach: what follows
 * @message: a message of the transcript
 *
 * Returns: whether it can be read
 */
gboolean
tb_reach_reads (const TbReach *reach, guint message)
{
  return message < reach->messages->len && g_array_index (reach->messages, gboolean, message);
}

/* What an attacker knows without any leak: a full handshake of TLS 1.3 begins with zeros. */
static gboolean
is_public (const TbScheduleStep *step)
{
  return strcmp (step->code, "early-secret") == 0 && step->inputs[0] < 0 && step->inputs[1] < 0;
}

static gboolean
are_inputs_known (Round *round, const TbScheduleStep *step)
{
  guint n = 0;

  for (guint i = 0; i < TB_SCHEDULE_MAX_INPUTS; i++)
    {
      if (step->inputs[i] >= 0 && !tb_reach_knows (round->reach, (guint) step->inputs[i]))
        return FALSE;
      n += step->inputs[i] >= 0;
    }
  return n > 0;
}

/* A hash of messages can be computed by whoever can read all of them. */
static gboolean
are_messages_read (Round *round, const TbScheduleStep *step)
{
  for (int i = 0; i <= step->context_messages; i++)
    if (!tb_reach_reads (round->reach, (guint) i))
      return FALSE;
  return TRUE;
}

static void
learn (Round *round, GArray *what, guint i)
{
  if (g_array_index (what, gboolean, i))
    return;
  g_array_index (what, gboolean, i) = TRUE;
  round->changed = TRUE;
}

/* The key of a record cipher opens; its nonce hides nothing once the key is known, and the key of a hash opens nothing. */
static gboolean
is_cipher_key (const TbScheduleStep *step)
{
  return step->protects >= 0 && strstr (step->name, "_write_key") != NULL;
}

static void
open_messages (Round *round, guint step)
{
  for (guint i = 0; i < round->reach->messages->len; i++)
    if (tb_schedule_protects (round->schedule, step, round->transcript, i))
      learn (round, round->reach->messages, i);
}

static void
go_round (Round *round)
{
  round->changed = FALSE;
  for (guint i = 0; i < round->reach->steps->len; i++)
    {
      const TbScheduleStep *step = tb_schedule_get (round->schedule, i);

      if (is_public (step) || (are_inputs_known (round, step) && are_messages_read (round, step)))
        learn (round, round->reach->steps, i);
      if (tb_reach_knows (round->reach, i) && is_cipher_key (step))
        open_messages (round, i);
    }
}

static gboolean
is_sealed (TbTranscript *transcript, guint message)
{
  return tb_transcript_get_message (transcript, message)->protection != TB_PROTECTION_NONE;
}

static void
count (Round *round)
{
  TbReach *reach = round->reach;

  for (guint i = 0; i < reach->messages->len; i++)
    {
      reach->n_sealed += is_sealed (round->transcript, i);
      reach->n_opened += is_sealed (round->transcript, i) && tb_reach_reads (reach, i);
    }
}

static GArray *
new_flags (guint n)
{
  GArray *flags = g_array_sized_new (FALSE, TRUE, sizeof (gboolean), n);

  return g_array_set_size (flags, n);
}

/**
 * tb_reach_new:
 * @schedule: a key schedule
 * @transcript: the handshake it belongs to
 * @leaked: the step whose value leaked, -1 for none
 *
 * Finds everything that follows.
 *
 * Returns: (transfer full): what somebody knows who recorded the session and has that secret
 */
TbReach *
tb_reach_new (const TbSchedule *schedule, TbTranscript *transcript, int leaked)
{
  TbReach *reach = g_new0 (TbReach, 1);
  Round round = { schedule, transcript, reach, FALSE };

  reach->steps = new_flags (tb_schedule_get_n (schedule));
  reach->messages = new_flags (tb_transcript_get_n_messages (transcript));
  for (guint i = 0; i < reach->messages->len; i++)
    g_array_index (reach->messages, gboolean, i) = !is_sealed (transcript, i);
  if (leaked >= 0 && (guint) leaked < reach->steps->len)
    g_array_index (reach->steps, gboolean, leaked) = TRUE;
  do
    go_round (&round);
  while (round.changed);
  count (&round);
  return reach;
}

/**
 * tb_reach_free:
 * @reach: (transfer full) (nullable): what follows
 *
 * Frees it.
 */
void
tb_reach_free (TbReach *reach)
{
  if (reach == NULL)
    return;
  g_array_unref (reach->steps);
  g_array_unref (reach->messages);
  g_free (reach);
}
