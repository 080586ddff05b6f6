/* tb-enrolment-private: a certificate under way: what device and authority share of it, for the files of the engine that enrol. */
#pragma once

#include "tb-world-private.h"

G_BEGIN_DECLS

/* What an authority works on: one request. Inputs are set before the task begins, outputs are read after the join. */
struct _TbVisit
{
  TbCrypto *crypto;
  TbEnrolServer *server;       /* that remembers earlier requests, NULL when this one stands alone */
  GPtrArray *authorities;      /* owned, likewise the rest */
  TbAuthority *authority;
  TbIssueTerms terms;
  TbKeyAlgorithm key_algorithm; /* of a key that the authority makes */
  const char *misnamed;        /* instead of its own name, NULL when all is well; static */
  gboolean lacks_chain;        /* the certificates above it are not given along */
  TbStream stream;
  TbStream server_stream;      /* of its protocol, which makes keys too */
  char *user;                  /* with a secret that has not been used yet, NULL for none */
  char *secret;
  TbCertificate *shown;        /* in TLS, NULL for none */
  GBytes *request;
  char *refusal;               /* why nothing is issued, NULL when it may be */
  GPtrArray *stores;           /* of TbCertificate: whose key stores have to give evidence at a renewal, NULL when none is needed */
  GPtrArray *makers;           /* likewise: whose devices get vouchers, NULL for none; then who signs them, and to which root they were sold */
  TbIdentity *registrar;
  TbIdentity *voucher_signer;
  TbCertificate *owner_root;
  TbIdentity *forger;          /* a rogue's, who signs what the maker would not, NULL for an honest one */
  gint64 unix_us;
  TbCertificate *certificate;  /* what was issued, NULL for nothing */
  GBytes *answer;
  gint64 asked_us;             /* when a certificate was taken from the quota for it, -1 for none */
  GError *error;
};

void tb_visit_free (TbVisit *visit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbVisit, tb_visit_free)

/* A certificate under way: a device's side, and what the authority does for it. Inputs are set before a task begins, outputs are read after the join. */
struct _TbEnrolment
{
  TbTask *task;
  TbCrypto *crypto;
  TbStream stream;
  TbStream account_stream;     /* of its account with ACME, the same every time */
  TbStream key_stream;         /* of a group's key */
  TbEnrolClientTerms terms;    /* what it points to is owned, but for the anchors themselves */
  TbKeyAlgorithm algorithm;    /* of a key that is still to be made */
  gboolean makes_key;          /* on the device, for itself */
  gboolean gets_key;           /* from the authority, along with the certificate */
  gboolean throws_key_away;    /* one that is made to sign the request for that, no more */
  gboolean takes_group_key;    /* the one that the maker has put into every device of the group */
  gboolean is_renewal;
  guint32 owner;               /* in whose name it is: the device itself, unless a thief asks */
  guint32 registrar;           /* who is asked */
  gboolean lacks_chain;        /* the certificate came without those above it */
  gboolean has_learned;        /* whom to trust, in this enrolment */
  TbAuthority *maker;          /* owned: makes the factory identity, NULL where there is one or none is needed */
  char *serial_number;
  TbIdentity *factory;         /* owned, made by it */
  TbAuthority *store_maker;    /* owned: likewise makes the key store's identity */
  TbIdentity *store;           /* owned, made by it */
  TbStream store_stream;
  TbIdentity *shown;           /* owned: what proves it in TLS, NULL for nothing */
  TbEnrolClient *client;
  GBytes *message;             /* an answer that has come, NULL for none */
  gint64 unix_us;
  TbEnrolStep step;
  char *proof_token;           /* published, NULL for nothing */
  char *proof_text;
  GError *error;
  guint32 transcript;          /* of the session, TB_NO_PAYLOAD in the clear */
  guint32 client_sequence;
  guint32 server_sequence;
  gint64 waits_from_us;
  TbVisit *visit;              /* what the authority works on for it, NULL for nothing */
  char *refusal;               /* the authority's reason, as long as it is the last word */
  gint64 wait_us;              /* how long whoever sent it away wants it to wait, 0 when nothing was said */
};

/* A name to be proven: the authority asks the device that is called so. */
typedef struct
{
  guint32 authority;
  TbAcmeValidation *validation; /* owned, likewise the rest */
  GBytes *answer;
} TbChallenge;

/* tb-enrolment */
void      tb_enrolment_begin           (TbWorld *world, guint32 object, gboolean is_renewal);
void      tb_enrolment_abandon         (TbWorld *world, guint32 object);
void      tb_enrolment_session_open    (TbWorld *world, TbSession *session);
void      tb_enrolment_speak           (TbWorld *world, guint32 object);
void      tb_enrolment_send_answer     (TbWorld *world, guint32 object, GBytes *answer);
void      tb_enrolment_key_ready       (TbWorld *world, const TbEvent *event);
void      tb_enrolment_arrived         (TbWorld *world, const TbEvent *event);
void      tb_enrolment_ready           (TbWorld *world, const TbEvent *event);
void      tb_enrolment_waited          (TbWorld *world, const TbEvent *event);
void      tb_enrolment_unanswered      (TbWorld *world, const TbEvent *event);

/* tb-rekey */
gboolean  tb_rekey_order               (TbWorld *world, guint32 broker, GError **error);
void      tb_rekey_install             (TbWorld *world, guint32 broker, TbIdentity *identity);

/* tb-key-origin */
void      tb_key_origin_choose         (TbWorld *world, guint32 object, const TbEnrolPolicy *policy, TbEnrolment *enrolment);
void      tb_key_origin_make           (TbEnrolment *enrolment);
void      tb_key_origin_record_made    (TbWorld *world, guint32 object);
void      tb_key_origin_record_given   (TbWorld *world, guint32 object, TbCertificate *certificate);
gint64    tb_key_origin_get_cost_us    (TbWorld *world, guint32 object);

/* tb-desk */
char     *tb_desk_dup_secret           (TbWorld *world, guint32 object);
void      tb_desk_expect               (TbWorld *world, guint32 device, GBytes *request);
void      tb_desk_asked                (TbWorld *world, const TbEvent *event);
void      tb_desk_answered             (TbWorld *world, const TbEvent *event);

/* tb-challenge */
void      tb_challenge_free            (gpointer challenge);
void      tb_challenge_send            (TbWorld *world, guint32 authority, TbAcmeServer *server);
void      tb_challenge_asked           (TbWorld *world, const TbEvent *event);
void      tb_challenge_answered        (TbWorld *world, const TbEvent *event);

/* tb-outage */
gboolean  tb_outage_is_on              (TbWorld *world, guint32 authority);
gboolean  tb_outage_silences_responder (TbWorld *world, guint32 authority);
gboolean  tb_outage_queue              (TbWorld *world, guint32 authority, gint64 *wait_us);
gboolean  tb_outage_take_quota         (TbWorld *world, guint32 authority);
void      tb_outage_give_back_quota    (TbWorld *world, guint32 authority, gint64 asked_us);
TbHttpResponse *tb_outage_send_away    (TbWorld *world, guint32 authority, guint status);
gint64    tb_outage_read_wait_us       (const TbHttpResponse *response);

/* tb-issuing */
void      tb_issuing_fill_visit        (TbWorld *world, guint32 device, guint32 authority, TbVisit *visit);

/* tb-device-clock */
void      tb_device_clock_power_on     (TbWorld *world, guint32 device);
gint64    tb_device_clock_judge_by     (TbWorld *world, guint32 device);

/* tb-bootstrap */
guint32   tb_bootstrap_find_registrar  (TbWorld *world, guint32 object, gboolean is_renewal);
gboolean  tb_bootstrap_begins_empty    (TbWorld *world, guint32 object);
gboolean  tb_bootstrap_needs_factory   (TbWorld *world, guint32 object, const TbEnrolPolicy *policy);
void      tb_bootstrap_fill_terms      (TbWorld *world, guint32 object, const TbEnrolPolicy *policy, TbEnrolment *enrolment);
gboolean  tb_bootstrap_is_provisional  (const TbEnrolment *enrolment);
TbEndpoint *tb_bootstrap_get_endpoint  (TbWorld *world, GError **error);
gboolean  tb_bootstrap_show            (TbWorld *world, TbEnrolment *enrolment, TbTranscript *transcript);
gboolean  tb_bootstrap_learn           (TbWorld *world, guint32 object);
void      tb_bootstrap_fill_visit      (TbWorld *world, guint32 object, TbVisit *visit);
GBytes   *tb_bootstrap_vouch           (TbVisit *visit, GBytes *request, gint64 now_us, GError **error);
gboolean  tb_bootstrap_is_answered     (TbWorld *world, guint32 registrar);
void      tb_bootstrap_refused         (TbWorld *world, guint32 object);
void      tb_bootstrap_set_free        (TbWorld *world, guint32 object);
void      tb_bootstrap_policy_changed  (TbWorld *world, const TbGroup *group);

/* tb-thief */
gboolean  tb_thief_is                  (TbWorld *world, guint32 object);
void      tb_thief_due                 (TbWorld *world, const TbEvent *event);
void      tb_thief_install             (TbWorld *world, guint32 thief, TbIdentity *identity);
void      tb_thief_refused             (TbWorld *world, guint32 thief, const char *reason);
guint32   tb_thief_find                (TbWorld *world, guint32 device);

/* tb-factory */
TbAuthority *tb_factory_get_store_maker (TbWorld *world);
TbIdentity *tb_factory_get_voucher_signer (TbWorld *world);
TbAuthority *tb_factory_get_maker      (TbWorld *world);
char     *tb_factory_dup_serial_number (TbWorld *world, guint32 object);
TbIdentity *tb_factory_make            (TbAuthority *maker, const char *serial_number, TbStream *stream, GError **error);
TbEndpoint *tb_factory_get_endpoint    (TbWorld *world, guint32 authority);

/* tb-policy */
const TbEnrolPolicy *tb_policy_of      (TbWorld *world, guint32 object);
const TbEnrolPolicy *tb_policy_of_group (TbWorld *world, const TbGroup *group);

G_END_DECLS
