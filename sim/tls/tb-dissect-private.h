/* tb-dissect-private: the table language in which formats are written down, and its one interpreter.
 *
 * A format is a const table of rows, read in order; a row names a field and says how its bytes are laid out. What does not fit becomes a field called
 * `malformed`, and reading stops there. A field never reaches beyond the one it is in. Private to sim/tls. */
#pragma once

#include <glib/gi18n-lib.h>

#include "tb-cursor.h"
#include "tb-dissect.h"
#include "tb-names.h"

G_BEGIN_DECLS

typedef struct _TbFieldRow TbFieldRow;

/**
 * TbFieldInner:
 *
 * Reads what is inside @field; @slice holds exactly its content.
 */
typedef void (*TbFieldInner) (TbField *field, TbCursor *slice);

/**
 * TbFieldShape:
 * @TB_SHAPE_NUMBER: a number of @size bytes, called as in @names
 * @TB_SHAPE_BYTES: exactly @size bytes
 * @TB_SHAPE_VECTOR: a length of @size bytes, then so many bytes
 * @TB_SHAPE_TEXT: likewise, and they are UTF-8
 * @TB_SHAPE_LIST: a length of @size bytes, then numbers of @item_size bytes each, called as in @names
 * @TB_SHAPE_INNER: a length of @size bytes, then what @inner reads
 * @TB_SHAPE_REST: all that is left
 * @TB_SHAPE_HERE: no field of its own: what @inner reads from here on
 */
typedef enum
{
  TB_SHAPE_NUMBER,
  TB_SHAPE_BYTES,
  TB_SHAPE_VECTOR,
  TB_SHAPE_TEXT,
  TB_SHAPE_LIST,
  TB_SHAPE_INNER,
  TB_SHAPE_REST,
  TB_SHAPE_HERE
} TbFieldShape;

struct _TbFieldRow
{
  const char *name;
  TbFieldShape shape;
  guint8 size;
  TbNames names;            /* TB_NAMES_N: a plain number */
  const char *note;
  const char *clause;
  guint8 item_size;
  TbFieldInner inner;
  gboolean optional;        /* it may be missing at the end */
};

/* Room for texts that are written in place. */
#define TB_FIELD_HEX_BYTES    72
#define TB_FIELD_NUMBER_BYTES 20

TbField *tb_field_new       (const char *name, gsize offset, gsize length, const char *note, const char *clause);
TbField *tb_field_add_hex   (TbField *parent, const char *name, const guint8 *bytes, gsize offset, gsize n_prefix, gsize length, const char *note,
                             const char *clause);
void     tb_field_set_text  (TbField *field, const char *text, gsize n_bytes);
void     tb_field_set_same  (TbField *field, const TbField *other);
void     tb_field_set_count (TbField *field, guint64 n);
gsize    tb_field_write_hex (char *out, const guint8 *bytes, gsize n_bytes);
gsize    tb_field_write_number (char *out, guint64 number);
TbField *tb_field_add       (TbField *parent, const char *name, gsize offset, gsize length, char *value, const char *note, const char *clause);
void     tb_field_read_row  (TbField *parent, TbCursor *cursor, const TbFieldRow *row);
void     tb_field_read_rows (TbField *parent, TbCursor *cursor, const TbFieldRow *rows, guint n_rows);
void     tb_field_read_repeatedly (TbField *parent, TbCursor *cursor, const TbFieldRow *rows, guint n_rows);
TbField *tb_field_find_child (const TbField *field, const char *name);
void     tb_field_finish    (TbField *parent, TbCursor *cursor);
void     tb_field_malformed (TbField *parent, TbCursor *cursor, const char *why);
void     tb_field_set_value (TbField *field, char *value);
char    *tb_field_hex       (const guint8 *bytes, gsize n_bytes);
char    *tb_field_text      (const guint8 *bytes, gsize n_bytes);

#define TB_ALERT_WARNING 1
#define TB_ALERT_FATAL   2

void     tb_dissect_dialect_of     (TbTranscript *transcript, TbDialect *dialect);
TbField *tb_dissect_content        (guint8 content_type, const guint8 *bytes, gsize n_bytes, const TbDialect *dialect);
void     tb_dissect_handshake_into (TbField *root, TbCursor *cursor, const TbDialect *dialect);
guint16  tb_dissect_hello_version  (const guint8 *bytes, gsize n_bytes);
void     tb_dissect_extensions     (TbField *field, TbCursor *slice, guint8 handshake_type);
void     tb_dissect_certificate_into (TbField *field, TbCursor *slice);
void     tb_dissect_ocsp           (TbField *field, TbCursor *slice);
void     tb_dissect_name_list      (TbField *field, TbCursor *slice);      /* names, each with two bytes of length before it */

G_END_DECLS
