/* tb-audit-json: one flat JSON object on one line, in the only form that is allowed (RFC 8785), written and read.
 *
 * A line that is hashed must not have two spellings: no blanks, members sorted by name, integers without sign games, only those escapes that are
 * needed. What differs in a byte is not read. Values are texts and integers of at most 53 bits. Nothing is nested, so nothing can be nested too deeply. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_AUDIT_MAX_MEMBERS 32

/**
 * TbAuditMember:
 * @name: its name: small letters, digits and underscores
 * @text: (nullable): its value, when that is a text
 * @number: its value, when it is an integer
 *
 * A member of the object.
 */
typedef struct
{
  char *name;
  char *text;
  gint64 number;
} TbAuditMember;

/**
 * TbAuditObject:
 * @members: sorted by name
 * @n: how many there are
 *
 * What a line says.
 */
typedef struct
{
  TbAuditMember members[TB_AUDIT_MAX_MEMBERS];
  guint n;
} TbAuditObject;

/* Writing, in the order of the names; what has no value is left out. */
void        tb_audit_json_begin       (GString *line);
void        tb_audit_json_add_text    (GString *line, const char *name, const char *text);
void        tb_audit_json_add_number  (GString *line, const char *name, gint64 number);
void        tb_audit_json_end         (GString *line);

gboolean    tb_audit_json_read        (const char *line, gsize n_bytes, TbAuditObject *object, const char **problem);
const char *tb_audit_object_get_text  (const TbAuditObject *object, const char *name);                    /* NULL where there is none */
gboolean    tb_audit_object_get_number (const TbAuditObject *object, const char *name, gint64 *number);
void        tb_audit_object_clear     (TbAuditObject *object);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbAuditObject, tb_audit_object_clear)

G_END_DECLS
