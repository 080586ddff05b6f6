/* tb-ask-private: what the files of this folder share: a connection with its moment, its guard and the work it may still do.
 *
 * A connection is used by one thread at a time; whoever has it (tb-ask.c) sees to that. */
#pragma once

#include <sqlite3.h>

#include "tb-ask.h"
#include "tb-table-private.h"

G_BEGIN_DECLS

/**
 * TB_ASK_MAX_VALUE_BYTES:
 *
 * No text may be longer than this, nor anything on the way to an answer.
 */
#define TB_ASK_MAX_VALUE_BYTES 1000000

typedef struct _TbConnection TbConnection;

/**
 * TbModule:
 * @table: a table
 * @connection: where it is asked
 */
typedef struct
{
  const TbTable *table;
  TbConnection *connection;
} TbModule;

struct _TbConnection
{
  sqlite3 *db;
  TbMoment moment;
  TbWork work;
  TbModule *modules;
  gboolean is_declaring; /* our own tables, which SQLite asks the guard about, too */
  GHashTable *prepared;  /* private */
  char *denied;         /* what the guard did not let through, a sentence; NULL for nothing */
};

TbConnection *tb_connection_new     (TbFleet *fleet, TbJournal *journal, guint64 seed);
void          tb_connection_free    (TbConnection *connection);

void          tb_module_add_all     (TbConnection *connection);
void          tb_guard_add          (TbConnection *connection);
gboolean      tb_guard_check_word   (const char *sql, GError **error);
void          tb_function_add_all   (TbConnection *connection);

void          tb_work_begin         (TbConnection *connection, guint64 max_steps, GCancellable *cancellable);

sqlite3_stmt *tb_question_prepare   (TbConnection *connection, const char *sql, GError **error);
TbAnswer     *tb_question_answer    (TbConnection *connection, const char *sql, const TbAskOptions *options, GCancellable *cancellable, GError **error);
/* Statements of questions that are asked again; see tb-prepared.c. */
void          tb_prepared_init      (TbConnection *connection);
void          tb_prepared_clear     (TbConnection *connection);
sqlite3_stmt *tb_prepared_have      (TbConnection *connection, const char *sql, GError **error);

void          tb_problem_set        (TbConnection *connection, int code, GError **error);
void          tb_problem_set_cancelled (GError **error);

/* An answer while it is filled. */
TbAnswer     *tb_answer_new         (guint n_columns);
void          tb_answer_name        (TbAnswer *answer, guint column, const char *name);
TbValue      *tb_answer_add_row     (TbAnswer *answer);
gboolean      tb_answer_set_text    (TbAnswer *answer, TbValue *value, const char *text, gsize n);   /* FALSE when it grows too large */
void          tb_answer_cut         (TbAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbConnection, tb_connection_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

G_END_DECLS
