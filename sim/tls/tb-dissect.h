/* tb-dissect: bytes to named fields.
 *
 * A tree of fields over the plaintext of one message: name, value, where in the bytes, and a note code that says why it is there (the sentence
 * is in the table that reads it, untranslated; views translate it). The leaves of a tree cover every byte exactly once. Malformed input gives a tree that
 * says where it broke, never a crash. */
#pragma once

#include "tb-crypto.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/**
 * TbField:
 * @name: standard name of the field, such as `legacy_version` or `issuer`; static
 * @value: what it says, for people
 * @note: why it is there, one English sentence marked for translation, or ""; static
 * @clause: where that is written, such as `RFC 9846 section 4.2.2`, or ""; static
 * @offset: where it begins in the dissected bytes
 * @length: how many bytes
 * @bits: which bits of its one byte, when it is a leaf that shares the byte with others; 0 for whole bytes
 * @children: (element-type TbField): fields within it, %NULL for a leaf
 * @arena: what the whole tree is made of; for those who make it
 */
typedef struct _TbField TbField;
typedef struct _TbFieldArena TbFieldArena;

/**
 * TbFieldList:
 * @pdata: (array length=len): fields; read as from a #GPtrArray, with g_ptr_array_index ()
 * @len: how many
 *
 * The fields in a field.
 */
typedef struct
{
  gpointer *pdata;
  guint len;
  guint n_space;
} TbFieldList;

struct _TbField
{
  const char *name;
  const char *value;
  const char *note;
  const char *clause;
  gsize offset;
  gsize length;
  guint8 bits;
  TbFieldList *children;
  TbFieldArena *arena;
};

/**
 * TbDialect:
 * @version: what is spoken: 0x0303, 0x0304, 0xfefd; 0: whatever the message itself says, TLS 1.3 where it says nothing
 * @cipher: the suite that was agreed on, 0 where it is not known
 *
 * What has to be known of a conversation before one of its messages can be read.
 */
typedef struct
{
  guint16 version;
  guint16 cipher;
} TbDialect;

void     tb_field_free             (TbField *root);
gboolean tb_field_is_malformed     (const TbField *field);
TbField *tb_dissect_handshake      (const guint8 *bytes, gsize n_bytes);
TbField *tb_dissect_handshake_as   (const guint8 *bytes, gsize n_bytes, const TbDialect *dialect);
TbField *tb_dissect_message        (TbTranscript *transcript, guint message);
TbField *tb_dissect_wire           (TbTranscript *transcript, guint flight);
TbField *tb_dissect_records        (const guint8 *bytes, gsize n_bytes, const TbDialect *dialect);
TbField *tb_dissect_certificate    (const guint8 *der, gsize n_bytes);
TbField *tb_dissect_request        (const guint8 *der, gsize n_bytes);
TbField *tb_dissect_http           (const guint8 *bytes, gsize n_bytes);
gboolean tb_dissect_is_http        (const guint8 *bytes, gsize n_bytes);
TbField *tb_dissect_mqtt           (const guint8 *bytes, gsize n_bytes);
TbField *tb_dissect_application    (const guint8 *bytes, gsize n_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbField, tb_field_free)

G_END_DECLS
