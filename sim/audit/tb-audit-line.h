/* tb-audit-line: the lines of an exported log: header, entries, and the checkpoint that ends it.
 *
 * Header and entries are the leaves of the hash tree, each line as it stands without its end: the header is leaf 0, entry N leaf N. The same entry gives the
 * same line for ever, so that a log at a later time begins with the log at an earlier one. */
#pragma once

#include "tb-audit-trail.h"
#include "tb-checkpoint.h"

G_BEGIN_DECLS

#define TB_AUDIT_FORMAT "trustbed-audit-log-1"

/* Of a line; entries have a few hundred bytes. */
#define TB_AUDIT_MAX_LINE_BYTES 65536

char         *tb_audit_line_for_header     (TbRun *run);
void          tb_audit_line_append_facts   (GString *line, TbRun *run, const TbAuditFacts *facts);
char         *tb_audit_line_for_entry      (TbAuditTrail *trail, guint number);
char         *tb_audit_line_make_origin    (const char *scenario, const char *seed);

TbCheckpoint *tb_audit_line_new_checkpoint (TbRun *run, GArray *leaves, gint64 time_us);
gboolean      tb_audit_line_sign           (TbCheckpoint *checkpoint, TbKey *key, GError **error);
char         *tb_audit_line_for_checkpoint (const TbCheckpoint *checkpoint, GBytes *spki);
TbCheckpoint *tb_audit_line_read_checkpoint (const char *line, gsize n_bytes, GBytes **spki, const char **problem);

G_END_DECLS
