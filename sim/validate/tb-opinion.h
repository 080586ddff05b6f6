/* tb-opinion: what OpenSSL says: of everything that was given, or of one path exactly as it is. */
#pragma once

#include "tb-validate.h"

G_BEGIN_DECLS

/**
 * TbOpinion:
 * @good: whether OpenSSL accepts
 * @code: the X509_V_ERR number of what it refuses first, X509_V_OK when good
 * @depth: at which certificate
 * @chain: (nullable) (element-type TbCertificate): the path it went when good, leaf first
 */
typedef struct
{
  gboolean good;
  int code;
  int depth;
  GPtrArray *chain;
} TbOpinion;

gboolean tb_opinion_of_all  (TbCrypto *crypto, TbCertificate *leaf, const TbValidateTerms *terms, TbOpinion *opinion, GError **error);
gboolean tb_opinion_of_path (TbCrypto *crypto, GPtrArray *path, gboolean with_lists, const TbValidateTerms *terms, TbOpinion *opinion, GError **error);
void     tb_opinion_clear   (TbOpinion *opinion);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbOpinion, tb_opinion_clear)

G_END_DECLS
