/* tb-acme-private: what the files of the ACME server share: its state, and one request that is being answered. */
#pragma once

#include "tb-acme-server.h"
#include "tb-jose.h"

G_BEGIN_DECLS

/* RFC 8555 section 7.1.6: the states of accounts, orders, authorizations and challenges together; which changes are possible is a table. */
typedef enum
{
  TB_ACME_PENDING,
  TB_ACME_READY,
  TB_ACME_PROCESSING,
  TB_ACME_VALID,
  TB_ACME_INVALID,
  TB_ACME_DEACTIVATED,
  TB_ACME_EXPIRED,
  TB_ACME_N_STATUSES
} TbAcmeStatus;

typedef struct
{
  char *id;
  EVP_PKEY *key;
  char *thumbprint;
  char **contacts;
  char *binding;                /* the external account's name, or NULL */
  gboolean has_agreed;
  TbAcmeStatus status;
  GPtrArray *orders;            /* of char *: ids */
} TbAcmeAccount;

typedef struct _TbAcmeAuthorization TbAcmeAuthorization;

typedef struct
{
  char *id;
  TbAcmeChallengeKind kind;
  char *token;
  TbAcmeStatus status;
  gint64 validated_us;
  GError *problem;
  TbAcmeAuthorization *authorization;   /* borrowed: it holds this */
} TbAcmeChallenge;

struct _TbAcmeAuthorization
{
  char *id;
  TbAcmeAccount *account;       /* borrowed: accounts live as long as the server */
  char *name;                   /* without the asterisk */
  gboolean is_wildcard;
  TbAcmeStatus status;
  gint64 expires_us;
  GPtrArray *challenges;
};

typedef struct
{
  char *id;                     /* RFC 9773 section 4.1 */
  TbCertificate *certificate;
  GPtrArray *chain;
  TbAcmeAccount *account;       /* NULL when it is not known any more */
  char **names;
  gboolean is_revoked;
  gboolean is_replaced;
} TbAcmeCertificate;

typedef struct
{
  char *id;
  TbAcmeAccount *account;
  char **names;                 /* sorted, small letters, asterisks kept */
  GPtrArray *authorizations;    /* references */
  TbAcmeStatus status;
  gint64 expires_us;
  gint64 not_before_us;         /* 0: not asked for */
  gint64 not_after_us;
  char *replaces;
  char *certificate;            /* its id, when valid */
  GError *problem;
} TbAcmeOrder;

struct _TbAcmeServer
{
  TbCrypto *crypto;
  TbAcmePolicy policy;
  TbAcmeCalls calls;
  gpointer data;
  TbAcmeKeeper keeper;
  gpointer keeper_data;
  TbStream stream;
  char *base_url, *origin, *terms_of_service, *website;
  GHashTable *nonces;           /* nonce (borrowed from the queue) */
  GQueue nonce_ages;
  GHashTable *binding_keys;
  GHashTable *accounts, *accounts_by_key;
  GHashTable *orders, *authorizations, *challenges, *certificates;
  GQueue order_ages, authorization_ages, certificate_ages;      /* ids, oldest first */
  GHashTable *limits;           /* key -> queue of times */
  GQueue validations;           /* ids of challenges */
};

/* One request, while it is answered. */
typedef struct
{
  TbAcmeServer *server;
  const TbHttpRequest *request;
  gint64 now_us;
  const char *id;               /* what follows the route in the path */
  TbJws jws;
  TbAcmeAccount *account;       /* who signed, when by kid */
  EVP_PKEY *key;                /* who signed, when by jwk (owned) */
  JsonObject *payload;          /* NULL for a request that only looks */
  gint64 retry_after_us;        /* for the answer, 0 for none */
  char *location;               /* for the answer */
} TbAcmeAsk;

typedef TbHttpResponse *(*TbAcmeHandler) (TbAcmeAsk *ask, GError **error);

void     tb_acme_fail (GError **error, TbAcmeProblem problem, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* tb-acme-store */
const char *tb_acme_status_to_code (TbAcmeStatus status);
void        tb_acme_move           (TbAcmeStatus *status, TbAcmeStatus to);
char       *tb_acme_make_token     (TbAcmeServer *server, gint64 now_us);
char       *tb_acme_make_nonce     (TbAcmeServer *server, gint64 now_us);
gboolean    tb_acme_use_nonce      (TbAcmeServer *server, const char *nonce, gint64 now_us);
gboolean    tb_acme_check_limit    (TbAcmeAsk *ask, TbAcmeLimitKind kind, const char *key, GError **error);
void        tb_acme_count          (TbAcmeServer *server, TbAcmeLimitKind kind, const char *key, gint64 now_us);
void        tb_acme_sweep          (TbAcmeServer *server, gint64 now_us);
void        tb_acme_store_init     (TbAcmeServer *server);
void        tb_acme_store_clear    (TbAcmeServer *server);
TbAcmeAuthorization *tb_acme_authorization_ref (TbAcmeAuthorization *authorization);
void        tb_acme_authorization_unref (gpointer authorization);

void        tb_acme_make_room      (TbAcmeServer *server);

/* tb-acme-note */
gboolean           tb_acme_note_account        (TbAcmeServer *server, const TbAcmeAccount *account, GError **error);
gboolean           tb_acme_note_certificate    (TbAcmeServer *server, const TbAcmeCertificate *kept, GError **error);
void               tb_acme_add_account         (TbAcmeServer *server, TbAcmeAccount *account);
TbAcmeAccount     *tb_acme_find_account        (TbAcmeServer *server, const char *id);
TbAcmeAccount     *tb_acme_find_account_by_key (TbAcmeServer *server, const char *thumbprint);
void               tb_acme_add_certificate     (TbAcmeServer *server, TbAcmeCertificate *kept);
TbAcmeCertificate *tb_acme_find_certificate    (TbAcmeServer *server, const char *id, gint64 now_us);

/* tb-acme-answer */
char           *tb_acme_url        (TbAcmeServer *server, const char *route, const char *id);
TbHttpResponse *tb_acme_respond    (guint status, JsonObject *object);
void            tb_acme_put_time   (JsonObject *object, const char *member, gint64 unix_us);
void            tb_acme_put_url    (JsonObject *object, const char *member, TbAcmeServer *server, const char *route, const char *id);
void            tb_acme_put_problem (JsonObject *object, const char *member, const GError *problem);
char           *tb_acme_print_time (gint64 unix_us);
gboolean        tb_acme_read_time  (JsonObject *object, const char *member, gint64 *unix_us, GError **error);

/* The handlers; which request is for which is the table of tb-acme-server. */
TbHttpResponse *tb_acme_new_account    (TbAcmeAsk *ask, GError **error);
TbHttpResponse *tb_acme_account        (TbAcmeAsk *ask, GError **error);
TbHttpResponse *tb_acme_account_orders (TbAcmeAsk *ask, GError **error);
TbHttpResponse *tb_acme_key_change     (TbAcmeAsk *ask, GError **error);
TbHttpResponse *tb_acme_new_order      (TbAcmeAsk *ask, GError **error);
TbHttpResponse *tb_acme_order          (TbAcmeAsk *ask, GError **error);
TbHttpResponse *tb_acme_finalize       (TbAcmeAsk *ask, GError **error);
TbHttpResponse *tb_acme_authorization  (TbAcmeAsk *ask, GError **error);
TbHttpResponse *tb_acme_challenge      (TbAcmeAsk *ask, GError **error);
TbHttpResponse *tb_acme_certificate    (TbAcmeAsk *ask, GError **error);
TbHttpResponse *tb_acme_revoke         (TbAcmeAsk *ask, GError **error);
TbHttpResponse *tb_acme_renewal_info   (TbAcmeAsk *ask, GError **error);

/* Between orders and authorizations. */
TbAcmeAuthorization *tb_acme_authorize   (TbAcmeAsk *ask, const char *name);
void                 tb_acme_order_look  (TbAcmeOrder *order, gint64 now_us);
void                 tb_acme_authorization_look (TbAcmeAuthorization *authorization, gint64 now_us);
JsonObject          *tb_acme_identify    (const char *name);

/* Between orders and certificates. */
gboolean             tb_acme_check_replaced (TbAcmeAsk *ask, const char *id, const char *const *names, GError **error);
char                *tb_acme_keep           (TbAcmeAsk *ask, TbAcmeOrder *order, TbCertificate *certificate, GPtrArray *chain, GError **error);

/* tb-acme-csr */
gboolean tb_acme_csr_check (TbAcmeServer *server, GBytes *der, const char *const *names, EVP_PKEY *account_key, GError **error);

G_END_DECLS
