/* tb-labelled: a scenario in which it is known what is wrong, by which rules are measured.
 *
 * A file of data/alerts/labelled says which scenario, what varies with the seed, what is done, and, for each rule, in SQL over what the model alone knows, about whom and from
 * when until when an alert is right. */
#pragma once

#include "tb-run.h"

G_BEGIN_DECLS

/**
 * TbTruth:
 * @alert: id of a rule
 * @sql: rows of name, from_us, until_us and perhaps due
 * @within_us: how late it may be noticed
 */
typedef struct
{
  char *alert;
  char *sql;
  gint64 within_us;
} TbTruth;

typedef struct _TbLabelled TbLabelled;

GPtrArray  *tb_labelled_load_all   (const char *folder, GError **error);   /* of TbLabelled, by name of file; NULL: those that are shipped */
TbLabelled *tb_labelled_load       (const char *path, GError **error);
void        tb_labelled_free       (TbLabelled *labelled);
const char *tb_labelled_get_id     (TbLabelled *labelled);
GPtrArray  *tb_labelled_get_truths (TbLabelled *labelled);                 /* of TbTruth */
TbRun      *tb_labelled_start      (TbLabelled *labelled, guint64 seed, char ***names, char ***values, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLabelled, tb_labelled_free)

G_END_DECLS
