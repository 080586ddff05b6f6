/* tb-dissect-enrol: what a device and an authority say to each other over HTTP: the parts that the files tb-dissect-{http,json,cms,request,base64}*.c
 * share. Private to sim/tls.
 *
 * Bodies are text around DER: base64, PEM, base64url in JSON. What is inside is taken apart as bytes, and then each of its fields is moved to the
 * characters that stand for it, so that the leaves still cover the message as it was sent. */
#pragma once

#include "tb-dissect-asn1.h"

G_BEGIN_DECLS

/* Readers of a whole content, to be handed on as #TbFieldInner. */
void     tb_dissect_request_into     (TbField *field, TbCursor *slice);      /* PKCS #10 */
void     tb_dissect_cms              (TbField *field, TbCursor *slice);      /* ContentInfo: SignedData, EnvelopedData */
void     tb_dissect_wanted           (TbField *field, TbCursor *slice);      /* CsrAttrs */
void     tb_dissect_private_key      (TbField *field, TbCursor *slice);      /* PKCS #8: what it is, not what it says */
void     tb_dissect_json             (TbField *field, TbCursor *slice);
void     tb_dissect_pem_certificates (TbField *field, TbCursor *slice);

/**
 * TbBase64:
 * @TB_BASE64: RFC 4648 section 4; line breaks are passed over
 * @TB_BASE64_URL: RFC 4648 section 5, without padding
 */
typedef enum { TB_BASE64, TB_BASE64_URL } TbBase64;

gboolean tb_dissect_base64           (TbField *field, TbCursor *text, TbBase64 alphabet, TbFieldInner inner);
gboolean tb_dissect_take_line        (TbCursor *cursor, gsize *n_text);

/**
 * TbJsonMember:
 * @name: its name, which is the name of its field
 * @note: why it is there
 * @clause: where that is written
 * @inner: (nullable): what its base64url holds
 *
 * What is known of one member of a JSON object.
 */
typedef struct
{
  const char *name;
  const char *note;
  const char *clause;
  TbFieldInner inner;
} TbJsonMember;

const TbJsonMember *tb_json_member_find (const char *name);

/**
 * TbHttpWord:
 * @name: name of a header field, or how a request target ends
 * @note: why it is there
 * @clause: where that is written
 */
typedef struct
{
  const char *name;
  const char *note;
  const char *clause;
} TbHttpWord;

const TbHttpWord *tb_http_word_for_field  (const char *name);
const TbHttpWord *tb_http_word_for_target (const char *target);

/**
 * TbMediaFormat:
 * @media_type: as in Content-Type
 * @name: what the body is, the name of its field
 * @is_base64: whether it is text around @inner
 * @inner: (nullable): reads what is in it; %NULL: it is shown as it is
 * @note: why it is sent
 * @clause: where that is written
 */
typedef struct
{
  const char *media_type;
  const char *name;
  gboolean is_base64;
  TbFieldInner inner;
  const char *note;
  const char *clause;
} TbMediaFormat;

const TbMediaFormat *tb_media_format_find (const char *content_type);

G_END_DECLS
