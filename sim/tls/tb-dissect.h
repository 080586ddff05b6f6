/* tb-dissect: bytes to named fields.
 *
 * A tree of fields over the plaintext of one message: name, value, where in the bytes, and a note code that says why it is there (the sentence
 * for a code is in tb_dissect_note, untranslated; views translate it). Malformed input gives a tree that says where it broke, never a crash. */
#pragma once

#include "tb-crypto.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/**
 * TbField:
 * @name: standard name of the field, such as `legacy_version` or `issuer`
 * @value: what it says, for people
 * @note: why it is there, one English sentence marked for translation, or ""; static
 * @clause: where that is written, such as `RFC 9846 section 4.1.2`, or ""; static
 * @offset: where it begins in the dissected bytes
 * @length: how many bytes
 * @children: (element-type TbField): fields within it, %NULL for a leaf
 */
typedef struct _TbField TbField;
struct _TbField
{
  char *name;
  char *value;
  const char *note;
  const char *clause;
  gsize offset;
  gsize length;
  GPtrArray *children;
};

void     tb_field_free             (TbField *field);
TbField *tb_dissect_handshake      (const guint8 *bytes, gsize n_bytes);
TbField *tb_dissect_message        (TbTranscript *transcript, guint message);
TbField *tb_dissect_certificate    (const guint8 *der, gsize n_bytes);
TbField *tb_dissect_mqtt           (const guint8 *bytes, gsize n_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbField, tb_field_free)

G_END_DECLS
