/* tb-ask: questions to a run in SQL, at any time of it.
 *
 * SQLite in memory, over virtual tables that read the fold and the journal; nothing can be written, attached or configured, and no question runs or grows
 * without bounds. One asker has a fold, indices and a connection of its own; its questions are answered one after the other, by whichever thread asks. */
#pragma once

#include "tb-answer.h"
#include "tb-object-set.h"
#include "tb-run.h"

G_BEGIN_DECLS

#define TB_ASK_ERROR (tb_ask_error_quark ())
typedef enum { TB_ASK_ERROR_SYNTAX, TB_ASK_ERROR_DENIED, TB_ASK_ERROR_TOO_MUCH, TB_ASK_ERROR_PARAMETER } TbAskError;   /* and G_IO_ERROR_CANCELLED */
GQuark    tb_ask_error_quark (void);

/**
 * TbAskOptions:
 * @time_us: what was true then; nothing later is seen. -1 for the live edge
 * @max_rows: at most so many; 0 for 10000
 * @max_steps: of SQLite's machine, in thousands; 0 for what takes about two seconds
 * @names: (array zero-terminated=1) (nullable): parameters of the question, without the colon: `victim` stands for `:victim`
 * @values: (array zero-terminated=1) (nullable): their values, as text
 * @devices: (nullable): ask about these alone: the table `device` lists nobody else; not for [func@ask_query_async]
 * @is_repeated: the same is asked again and again: how it is answered is planned seldom. Rows in no particular order may come in another one than for who asks once
 */
typedef struct
{
  gint64 time_us;
  guint max_rows;
  guint64 max_steps;
  const char *const *names;
  const char *const *values;
  const TbObjectSet *devices;
  gboolean is_repeated;
} TbAskOptions;

typedef struct _TbAsk TbAsk;

TbAsk    *tb_ask_new          (TbRun *run);
TbAsk    *tb_ask_ref          (TbAsk *ask);
void      tb_ask_unref        (TbAsk *ask);
TbAnswer *tb_ask_query        (TbAsk *ask, const char *sql, const TbAskOptions *options, GCancellable *cancellable, GError **error);
void      tb_ask_query_async  (TbAsk *ask, const char *sql, const TbAskOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
TbAnswer *tb_ask_query_finish (GAsyncResult *result, GError **error);
gboolean  tb_ask_check        (const char *sql, char ***columns, GError **error);   /* whether it can be asked of any run; with its result columns and, as ":name", its parameters */

/* For completion and help. */
const char *const *tb_ask_get_functions (guint *n);
char    **tb_ask_complete     (const char *text, gsize cursor, gsize *from);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAsk, tb_ask_unref)

G_END_DECLS
