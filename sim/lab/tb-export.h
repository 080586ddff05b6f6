/* tb-export: a run's traffic and journal as files for others. Each is written beside and renamed: the whole file or none. */
#pragma once

#include "tb-run.h"

G_BEGIN_DECLS

#define TB_EXPORT_MAX_PACKETS 5000000

/**
 * TbExportProgress:
 * @done, @all: packets
 *
 * Returns: %FALSE to stop and leave nothing behind
 */
typedef gboolean (*TbExportProgress) (guint done, guint all, gpointer user_data);

gboolean tb_export_capture (TbFleet *fleet, TbJournal *journal, gint64 start_unix_us, gint64 from_us, gint64 to_us, const char *path,
                            TbExportProgress progress, gpointer user_data, GError **error);
gboolean tb_export_journal (TbFleet *fleet, TbJournal *journal, const char *path, GError **error);

G_END_DECLS
