/* tb-schedule-private: a schedule while it is made. What is the same in all versions is here; TLS 1.3 and TLS 1.2 each have a file of rows. */
#pragma once

#include <glib/gi18n-lib.h>

#include "tb-derive.h"
#include "tb-hello-view.h"
#include "tb-schedule.h"
#include "tb-transcript-private.h"

G_BEGIN_DECLS

#define TB_BOTH_SIDES (-1)
#define TB_NO_STEP    (-1)
#define TB_NO_MESSAGE (-1)

struct _TbSchedule
{
  GArray *steps;                /* of TbScheduleStep */
};

/**
 * TbScheduleRow:
 * @code, @name, @function, @label, @protects, @note, @clause: as in #TbScheduleStep; in the texts `@` stands for the owner (`client`, in a label `c`)
 *   and `#` for the generation
 * @logged: (nullable): what the same value is called in a key log, likewise
 *
 * One kind of step.
 */
typedef struct
{
  const char *code;
  const char *name;
  const char *function;
  const char *label;
  const char *logged;
  int protects;
  const char *note;
  const char *clause;
} TbScheduleRow;

/**
 * TbScheduleTerms:
 * @owner: a #TbSide or %TB_BOTH_SIDES
 * @generation: how many KeyUpdates before
 * @inputs: steps it comes from
 * @n_inputs: how many
 * @context: (transfer none) (nullable): as in #TbScheduleStep
 * @context_messages: likewise
 * @in_message: likewise
 *
 * What a step is besides its row.
 */
typedef struct
{
  int owner;
  guint generation;
  int inputs[TB_SCHEDULE_MAX_INPUTS];
  guint n_inputs;
  GBytes *context;
  int context_messages;
  int in_message;
} TbScheduleTerms;

/* Terms of a step whose context is no hash of messages; of one whose is, up to message @last; and of one whose value is @message's as well. */
#define TB_TERMS(side, ...)                    (&(TbScheduleTerms) { .owner = side, .context_messages = TB_NO_MESSAGE, .in_message = TB_NO_MESSAGE, __VA_ARGS__ })
#define TB_TERMS_HASHED(side, hash, last, ...) \
  (&(TbScheduleTerms) { .owner = side, .context = hash, .context_messages = last, .in_message = TB_NO_MESSAGE, __VA_ARGS__ })
#define TB_TERMS_SENT(side, hash, last, message, ...) \
  (&(TbScheduleTerms) { .owner = side, .context = hash, .context_messages = last, .in_message = message, __VA_ARGS__ })
#define TB_FROM(...)                           .inputs = { __VA_ARGS__ }, .n_inputs = G_N_ELEMENTS (((int[]) { __VA_ARGS__ }))

/**
 * TbScheduleMaker:
 * @crypto: (borrowed): the context
 * @transcript: (borrowed): the handshake
 * @suite: (borrowed): what was agreed
 * @psk: (borrowed) (nullable): of the ticket that was resumed
 * @schedule: (owned): what is made
 * @error: (owned) (nullable): the first value that is not what it should be
 */
typedef struct
{
  TbCrypto *crypto;
  TbTranscript *transcript;
  const TbSuite *suite;
  GBytes *psk;
  TbSchedule *schedule;
  GError *error;
} TbScheduleMaker;

int     tb_schedule_add          (TbScheduleMaker *maker, const TbScheduleRow *row, const TbScheduleTerms *terms, GBytes *value);
int     tb_schedule_expand       (TbScheduleMaker *maker, const TbScheduleRow *row, const TbScheduleTerms *terms, gsize n_bytes);
GBytes *tb_schedule_get_value    (TbScheduleMaker *maker, int step);
GBytes *tb_schedule_get_logged   (TbScheduleMaker *maker, const char *label);
const char *tb_schedule_say      (const char *pattern, int owner, gboolean is_label, guint generation);

int     tb_schedule_find_message (TbTranscript *transcript, int from, guint type, int after);
gboolean tb_schedule_read_hello  (TbTranscript *transcript, int message, TbHelloView *hello);
void    tb_schedule_find_hellos  (TbTranscript *transcript, int *client_hello, int *server_hello, gboolean *is_retried);
GBytes *tb_schedule_hash_to      (TbScheduleMaker *maker, int last);
GBytes *tb_schedule_hash_without_binders (TbScheduleMaker *maker, int hello, GBytes **binder);

void    tb_schedule_make_13      (TbScheduleMaker *maker);
void    tb_schedule_make_12      (TbScheduleMaker *maker);

G_END_DECLS
