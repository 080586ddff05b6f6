/* tb-ocsp-asked: a request as a responder reads it.
 *
 * Most requests name the issuer in one of a few ways and ask about one certificate. Those are recognised by their bytes, which the answer repeats;
 * whatever is written otherwise is for OpenSSL to read. */
#pragma once

#include "tb-crl-entries.h"
#include "tb-ocsp-responder.h"

G_BEGIN_DECLS

/**
 * TbOcspQuestion:
 * @id: the CertID
 * @serial: its serial number
 * @is_known: whether it is about a certificate of the responder's authority
 *
 * One certificate asked about.
 */
typedef struct
{
  TbElement id;
  TbElement serial;
  gboolean is_known;
} TbOcspQuestion;

/**
 * TbOcspAsked:
 * @questions: (owned) (element-type TbOcspQuestion): in the order asked
 * @n_known: how many of them are about the responder's authority
 * @extensions: (owned) (nullable): of the request
 * @nonce: (nullable): the one of @extensions that is to be repeated
 */
typedef struct
{
  GArray *questions;
  guint n_known;
  X509_EXTENSIONS *extensions;
  X509_EXTENSION *nonce;
} TbOcspAsked;

gboolean tb_ocsp_asked_read      (TbOcspAsked *asked, const TbOcspResponder *responder, GBytes *request);
void     tb_ocsp_asked_clear     (TbOcspAsked *asked);
char    *tb_ocsp_question_serial (const TbOcspQuestion *question);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbOcspAsked, tb_ocsp_asked_clear)

G_END_DECLS
