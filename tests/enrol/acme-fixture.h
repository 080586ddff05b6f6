/* acme-fixture: an ACME server with an authority behind it, a client by hand, and a small world in which proofs are published. */
#pragma once

#include "pki-fixture.h"
#include "tb-acme-client.h"
#include "tb-jose.h"

#define BASE "https://acme.lab/acme"

typedef struct
{
  PkiFixture pki;
  TbAcmePolicy policy;
  TbAcmeServer *server;
  TbStream stream;
  TbKey *key, *other_key, *device_key;
  char *kid, *other_kid;
  gint64 now_us;
  guint n_issued, n_revoked;
  GHashTable *world;            /* where -> what is found there */
  GError *issue_error;          /* when set, the authority says this */
  TbAcmeKeeper keeper;          /* of servers from the next restart on */
  gpointer keeper_data;
  guint n_restarts;
  gboolean is_revoked_elsewhere;
  const char *type_instead;     /* when set, chains are said to be of this type */
} AcmeFixture;

void            acme_set_up    (AcmeFixture *fixture, gconstpointer data);
void            acme_tear_down (AcmeFixture *fixture, gconstpointer data);
void            acme_restart   (AcmeFixture *fixture);

TbHttpResponse *acme_send      (AcmeFixture *fixture, const char *method, const char *url, const char *media_type, GBytes *body);
char           *acme_nonce     (AcmeFixture *fixture);
TbHttpResponse *acme_post      (AcmeFixture *fixture, const char *route, const char *kid, TbKey *key, const char *payload);
TbHttpResponse *acme_post_url  (AcmeFixture *fixture, const char *url, const char *kid, TbKey *key, const char *payload);
TbHttpResponse *acme_post_jws  (AcmeFixture *fixture, const char *url, JsonObject *jws);
JsonObject     *acme_body      (const TbHttpResponse *response);
void            acme_assert_problem (TbHttpResponse *response, guint status, const char *type);
void            acme_assert_status (const TbHttpResponse *response, guint status);
char           *acme_account   (AcmeFixture *fixture, TbKey *key);
TbKey          *acme_key       (const char *name, TbKeyAlgorithm algorithm);
GBytes         *acme_csr       (TbKey *key, const char *common_name, const char *names);

void            acme_validate  (AcmeFixture *fixture);
TbAcmeStep      acme_drive     (AcmeFixture *fixture, TbAcmeClient *client, gboolean publishes, GError **error);
char           *acme_order     (AcmeFixture *fixture, const char *name, JsonObject **order);
char           *acme_ready     (AcmeFixture *fixture, const char *name);
char           *acme_issue     (AcmeFixture *fixture, const char *name);
TbCertificate  *acme_get_certificate (AcmeFixture *fixture, const char *url);
