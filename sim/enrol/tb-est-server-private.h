/* What the parts of the EST server share. */
#pragma once

#include "tb-est-private.h"

/* Who asks: by certificate (borrowed), by name (owned), or both; and whether the name was proven with a one-time secret. */
typedef struct
{
  TbCertificate *client;
  char *user;
  gboolean knew_secret;
} TbEstCaller;

struct _TbEstServer
{
  TbCrypto *crypto;      /* borrowed */
  TbEstTerms terms;      /* the array is owned, the rest borrowed */
  char *label;           /* owned, nullable */
  TbSecretBook *secrets; /* owned */
};

TbHttpResponse *tb_est_issue         (TbEstServer *server, const TbEstAsk *ask, TbCertificate **certificate);
TbHttpResponse *tb_est_answer_error  (const GError *error);
TbHttpResponse *tb_est_answer_der    (guint status, const char *media_type, GBytes *der);
TbHttpResponse *tb_est_answer_keygen (TbEstServer *server, const TbEstAsk *ask, const TbRequest *request);
