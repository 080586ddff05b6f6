/* tb-schedule: see the header. What each version derives is in tb-schedule-13.c and tb-schedule-12.c; what is common to their steps, and the comparison
 * with what OpenSSL logged, is here. */
#include "tb-schedule-private.h"

#include <string.h>

#include "tb-names.h"

#define TLS_1_2  0x0303
#define TLS_1_3  0x0304
#define DTLS_1_2 0xfefd
#define CONTENT_CHANGE_CIPHER_SPEC 20
#define CONTENT_HANDSHAKE          22
#define NEW_SESSION_TICKET         4
#define KEY_UPDATE                 24

static void
step_clear (gpointer data)
{
  TbScheduleStep *step = data;

  g_clear_pointer (&step->context, g_bytes_unref);
  g_clear_pointer (&step->value, g_bytes_unref);
}

static TbSchedule *
schedule_new_empty (void)
{
  TbSchedule *schedule = g_new0 (TbSchedule, 1);

  schedule->steps = g_array_new (FALSE, TRUE, sizeof (TbScheduleStep));
  g_array_set_clear_func (schedule->steps, step_clear);
  return schedule;
}

/**
 * tb_schedule_free:
 * @schedule: (transfer full) (nullable): a schedule
 *
 * Frees it with all values.
 */
void
tb_schedule_free (TbSchedule *schedule)
{
  if (schedule == NULL)
    return;
  g_array_unref (schedule->steps);
  g_free (schedule);
}

guint
tb_schedule_get_n (const TbSchedule *schedule)
{
  return schedule->steps->len;
}

/**
 * tb_schedule_get:
 * @schedule: a schedule
 * @step: below the number of steps
 *
 * Returns: (transfer none): the step; those it is derived from come before it
 */
const TbScheduleStep *
tb_schedule_get (const TbSchedule *schedule, guint step)
{
  g_return_val_if_fail (step < schedule->steps->len, NULL);
  return &g_array_index (schedule->steps, TbScheduleStep, step);
}

/**
 * tb_schedule_find:
 * @schedule: a schedule
 * @code: of a step, such as `handshake-secret`
 *
 * Returns: the number of that step, -1 where there is none
 */
int
tb_schedule_find (const TbSchedule *schedule, const char *code)
{
  for (guint i = 0; i < schedule->steps->len; i++)
    if (strcmp (tb_schedule_get (schedule, i)->code, code) == 0)
      return (int) i;
  return TB_NO_STEP;
}

/* --- making steps --- */

static const char *
owner_word (int owner, gboolean is_label)
{
  static const char *const words[2][2] = { { "client", "server" }, { "c", "s" } };

  return owner == TB_BOTH_SIDES ? "" : words[is_label][owner];
}

/* A text of a row with its owner and generation filled in; never freed. */
const char *
tb_schedule_say (const char *pattern, int owner, gboolean is_label, guint generation)
{
  g_autoptr (GString) text = g_string_new (pattern);
  g_autofree char *number = g_strdup_printf ("%u", generation);

  if (strpbrk (pattern, "@#") == NULL)
    return pattern;
  g_string_replace (text, "@", owner_word (owner, is_label), 0);
  g_string_replace (text, "#", number, 0);
  return g_intern_string (text->str);
}

/* Returns: (transfer none) (nullable): the value of a step, NULL where it is not known */
GBytes *
tb_schedule_get_value (TbScheduleMaker *maker, int step)
{
  return step >= 0 ? tb_schedule_get (maker->schedule, (guint) step)->value : NULL;
}

/* Returns: (transfer full) (nullable): what the transcript holds under that name of a key log */
GBytes *
tb_schedule_get_logged (TbScheduleMaker *maker, const char *label)
{
  const TbSecret *secret = tb_transcript_find_secret (maker->transcript, label);

  return secret != NULL ? g_bytes_new (secret->bytes, secret->n_bytes) : NULL;
}

static void
fail (TbScheduleMaker *maker, const TbScheduleStep *step, const char *than)
{
  if (maker->error == NULL)
    tb_crypto_set_error (&maker->error, TB_CRYPTO_ERROR_REFUSED, "%s computed from this transcript is another than %s", step->name, than);
}

/* What was logged must come out again; where the inputs are not known it takes the place of what could not be computed. */
static void
compare_with_log (TbScheduleMaker *maker, TbScheduleStep *step, const char *label)
{
  g_autoptr (GBytes) logged = label != NULL ? tb_schedule_get_logged (maker, label) : NULL;

  if (logged == NULL)
    return;
  step->is_logged = TRUE;
  if (step->value == NULL)
    step->value = g_steal_pointer (&logged);
  else if (!g_bytes_equal (step->value, logged))
    fail (maker, step, "the one that was logged");
}

static gboolean
carries (TbScheduleMaker *maker, int message, GBytes *value)
{
  gsize n_message, n_value;
  const guint8 *bytes = tb_transcript_get_message_plain (maker->transcript, (guint) message, &n_message);
  const guint8 *wanted = g_bytes_get_data (value, &n_value);

  return n_message >= n_value && memcmp (bytes + n_message - n_value, wanted, n_value) == 0;
}

/* Adds a step; takes @value. Returns: its number */
int
tb_schedule_add (TbScheduleMaker *maker, const TbScheduleRow *row, const TbScheduleTerms *terms, GBytes *value)
{
  TbScheduleStep step = {
    .code = tb_schedule_say (row->code, terms->owner, FALSE, terms->generation),
    .name = tb_schedule_say (row->name, terms->owner, FALSE, terms->generation),
    .function = row->function, .label = tb_schedule_say (row->label, terms->owner, TRUE, terms->generation),
    .context = terms->context != NULL ? g_bytes_ref (terms->context) : NULL, .context_messages = terms->context_messages,
    .value = value, .owner = terms->owner, .protects = row->protects, .generation = terms->generation, .in_message = terms->in_message,
    .note = row->note, .clause = row->clause,
  };
  g_autofree char *logged = row->logged != NULL ? g_ascii_strup (tb_schedule_say (row->logged, terms->owner, FALSE, terms->generation), -1) : NULL;

  for (guint i = 0; i < TB_SCHEDULE_MAX_INPUTS; i++)
    step.inputs[i] = i < terms->n_inputs ? terms->inputs[i] : TB_NO_STEP;
  compare_with_log (maker, &step, logged);
  if (step.in_message >= 0 && step.value != NULL && !carries (maker, step.in_message, step.value))
    fail (maker, &step, "the one that was sent");
  g_array_append_val (maker->schedule->steps, step);
  return (int) maker->schedule->steps->len - 1;
}

/* Adds a step that HKDF-Expand-Label makes of the first of its inputs. Returns: its number */
int
tb_schedule_expand (TbScheduleMaker *maker, const TbScheduleRow *row, const TbScheduleTerms *terms, gsize n_bytes)
{
  const char *label = tb_schedule_say (row->label, terms->owner, TRUE, terms->generation);
  GBytes *secret = tb_schedule_get_value (maker, terms->inputs[0]);

  return tb_schedule_add (maker, row, terms, tb_derive_expand_label (maker->crypto, maker->suite, secret, label, terms->context, n_bytes));
}

/* --- for others --- */

static gboolean
has_server_hello (TbTranscript *transcript)
{
  return tb_transcript_find_handshake (transcript, TB_SIDE_SERVER, TB_HELLO_SERVER) != NULL;
}

/**
 * tb_schedule_new_resumed:
 * @crypto: the context
 * @transcript: a handshake
 * @psk: (nullable): TLS 1.3: the key of the ticket it resumed with, from [func@schedule_find_psk]. %NULL: as the transcript holds it, where the handshake kept
 *   its secrets; else as far as it goes without
 * @error: return location
 *
 * Computes all that follows from the shared secret, @psk and the messages.
 *
 * Returns: (transfer full) (nullable): the schedule, without steps when there was no ServerHello; %NULL with %TB_CRYPTO_ERROR_REFUSED when a value differs
 *   from what was logged or sent, or %TB_CRYPTO_ERROR_UNAVAILABLE for a cipher suite that the lab does not take apart
 */
TbSchedule *
tb_schedule_new_resumed (TbCrypto *crypto, TbTranscript *transcript, GBytes *psk, GError **error)
{
  g_autoptr (TbSchedule) schedule = schedule_new_empty ();
  TbScheduleMaker maker = { crypto, transcript, tb_suite_find (transcript->cipher), psk, schedule, NULL };

  if (!has_server_hello (transcript))
    return g_steal_pointer (&schedule);
  if (maker.suite == NULL || maker.suite->version != (transcript->version == DTLS_1_2 ? TLS_1_2 : transcript->version))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE, "The key schedule of %s is not taken apart here", tb_transcript_get_cipher (transcript));
      return NULL;
    }
  if (transcript->version == TLS_1_3)
    tb_schedule_make_13 (&maker);
  else
    tb_schedule_make_12 (&maker);
  if (maker.error == NULL)
    return g_steal_pointer (&schedule);
  g_propagate_error (error, maker.error);
  return NULL;
}

/**
 * tb_schedule_new:
 * @crypto: the context
 * @transcript: a handshake
 * @error: return location
 *
 * Computes all that follows from the shared secret and the messages: [func@schedule_new_resumed].
 *
 * Returns: (transfer full) (nullable): the schedule, or %NULL with %TB_CRYPTO_ERROR
 */
TbSchedule *
tb_schedule_new (TbCrypto *crypto, TbTranscript *transcript, GError **error)
{
  return tb_schedule_new_resumed (crypto, transcript, NULL, error);
}

/* The first ticket that a ClientHello of TLS 1.3 shows. */
static gboolean
find_identity (TbTranscript *resumed, TbCursor *identity)
{
  TbHelloView hello;
  TbCursor content, list;

  if (!tb_schedule_read_hello (resumed, tb_schedule_find_message (resumed, TB_SIDE_CLIENT, TB_HELLO_CLIENT, TB_NO_MESSAGE), &hello)
      || !tb_hello_view_find (&hello, TB_EXTENSION_PRE_SHARED_KEY, &content))
    return FALSE;
  list = tb_cursor_slice (&content, tb_cursor_be (&content, 2));
  *identity = tb_cursor_slice (&list, tb_cursor_be (&list, 2));
  return !list.broken;
}

static gboolean
is_ticket (TbTranscript *transcript, int message, const TbCursor *identity)
{
  gsize n;
  const guint8 *bytes = tb_transcript_get_message_plain (transcript, (guint) message, &n);
  TbCursor cursor, ticket;

  tb_cursor_init (&cursor, bytes, n);
  tb_cursor_take (&cursor, 4 + 4 + 4);
  tb_cursor_take (&cursor, tb_cursor_be (&cursor, 1));
  ticket = tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 2));
  return !cursor.broken && tb_cursor_left (&ticket) == tb_cursor_left (identity)
         && memcmp (ticket.bytes + ticket.at, identity->bytes + identity->at, tb_cursor_left (&ticket)) == 0;
}

/**
 * tb_schedule_find_psk:
 * @earlier: the schedule of a handshake of TLS 1.3
 * @earlier_transcript: that handshake
 * @resumed: another that may have resumed it
 *
 * A resumed handshake begins with a key that the earlier one left behind: its resumption secret and the nonce of the ticket that the client shows.
 *
 * Returns: (transfer full) (nullable): that key, %NULL when @resumed shows no ticket that @earlier gave
 */
GBytes *
tb_schedule_find_psk (const TbSchedule *earlier, TbTranscript *earlier_transcript, TbTranscript *resumed)
{
  int message = TB_NO_MESSAGE;
  TbCursor identity;

  if (!find_identity (resumed, &identity))
    return NULL;
  for (guint n = 0; (message = tb_schedule_find_message (earlier_transcript, TB_SIDE_SERVER, NEW_SESSION_TICKET, message)) >= 0; n++)
    {
      int step = tb_schedule_find (earlier, tb_schedule_say ("ticket-#-psk", TB_BOTH_SIDES, FALSE, n));
      GBytes *value = step >= 0 ? tb_schedule_get (earlier, (guint) step)->value : NULL;

      if (value != NULL && is_ticket (earlier_transcript, message, &identity))
        return g_bytes_ref (value);
    }
  return NULL;
}

static guint
count_updates_before (TbTranscript *transcript, guint message)
{
  const TbMessage *last = tb_transcript_get_message (transcript, message);
  guint n = 0;

  for (guint i = 0; i < message; i++)
    {
      const TbMessage *before = tb_transcript_get_message (transcript, i);

      n += before->from == last->from && before->content_type == CONTENT_HANDSHAKE && before->type == KEY_UPDATE;
    }
  return n;
}

/**
 * tb_schedule_protects:
 * @schedule: a schedule
 * @step: one of its steps
 * @transcript: the handshake it belongs to
 * @message: one of its messages
 *
 * Returns: whether the value of @step keeps the record of @message
 */
gboolean
tb_schedule_protects (const TbSchedule *schedule, guint step, TbTranscript *transcript, guint message)
{
  const TbScheduleStep *by = tb_schedule_get (schedule, step);
  const TbMessage *what = tb_transcript_get_message (transcript, message);

  if (by->protects < 0 || (by->owner != TB_BOTH_SIDES && by->owner != what->from) || what->content_type == CONTENT_CHANGE_CIPHER_SPEC)
    return FALSE;
  return by->protects == what->protection
         && (by->protects != TB_PROTECTION_APPLICATION || by->generation == count_updates_before (transcript, message));
}
