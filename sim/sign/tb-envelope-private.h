/* tb-envelope-private: what the two schemes of the envelope share. */
#pragma once

#include "tb-envelope.h"
#include "tb-sign-private.h"

G_BEGIN_DECLS

/* One message on its way. */
typedef struct
{
  TbCrypto *crypto;                     /* borrowed, likewise the next two */
  const TbEnvelopeTerms *terms;
  TbStream *stream;
  BN_CTX *numbers;
  GPtrArray *steps;                     /* the envelope's */
  GBytes *sealed;                       /* as it is at this moment */
  GBytes *read;                         /* what the steps find in it, NULL for nothing */
  gboolean refused;                     /* a step has noticed something */
} TbEnvelopeWork;

typedef struct
{
  const char *code;
  const char *name;
  const char *const *flippable;
  gboolean (*seal) (TbEnvelopeWork *work, GError **error);                         /* makes work->sealed */
  gboolean (*send) (TbEnvelopeWork *work, TbSignStep *step, GError **error);       /* touches it and shows its parts */
  void     (*open) (TbEnvelopeWork *work);                                         /* sets work->read, work->refused */
  GBytes  *(*decrypt) (TbCrypto *crypto, TbKey *key, GBytes *sealed);              /* EVP alone; NULL when it cannot */
} TbEnvelopeMethod;

extern const TbEnvelopeMethod tb_envelope_oaep;
extern const TbEnvelopeMethod tb_envelope_ecdh;

void tb_envelope_judge (TbEnvelopeWork *work, TbSignStep *step, gboolean ok, const char *found);

G_END_DECLS
