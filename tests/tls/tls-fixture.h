/* tls-fixture: a house with a broker, an old broker that demands nothing, and a lock; handshakes between them. */
#pragma once

#include "pki-fixture.h"
#include "tb-handshake.h"

#define NOON_US (START_US + DAY_US)
#define BROKER  "broker.home.lab"

typedef struct
{
  PkiFixture pki;
  TbIdentity *broker_identity;
  TbIdentity *lock_identity;
  TbEndpoint *broker;           /* demands certificates */
  TbEndpoint *old_broker;       /* does not */
  TbEndpoint *client;
} TlsFixture;

void          tls_fixture_set_up    (TlsFixture *fixture, gconstpointer algorithm);
void          tls_fixture_tear_down (TlsFixture *fixture, gconstpointer algorithm);
TbEndpoint   *tls_new_server        (TlsFixture *fixture, TbIdentity *identity, GPtrArray *anchors);
TbTranscript *tls_run               (TlsFixture *fixture, TbEndpoint *server, TbIdentity *identity, const char *name);
TbTranscript *tls_run_at            (TbEndpoint *client, TbIdentity *identity, const char *host, TbEndpoint *server, const char *name, gint64 unix_us);
GBytes       *tls_staple            (TlsFixture *fixture, TbIdentity *signer, TbCertificate *certificate, TbOcspStatus status, gint64 this_update_us, const char *name);
TbTranscript *tls_run_stapled       (TlsFixture *fixture, TbEndpoint *server, GBytes *staple, TbStaplePolicy policy, const char *name);
GBytes       *tls_message           (TbTranscript *transcript, TbSide from, guint content_type, guint type, guint *position);

/* Who meets whom, and how: what is NULL is the fixture's. */
typedef struct
{
  const TbEndpointPolicy *client_policy;
  const TbEndpointPolicy *server_policy;
  TbIdentity *client;           /* NULL: it has none */
  TbIdentity *server;
  gboolean is_mutual;
  TbHandshakeTerms terms;
} TlsMeeting;

TbTranscript *tls_meet              (TlsFixture *fixture, const TlsMeeting *meeting, const char *name, GBytes **session);
const guint8 *tls_find_secret       (TbTranscript *transcript, const char *label, gsize *n_bytes);
void          tls_assert_names      (TbTranscript *transcript, const char *const *expected);
void          tls_assert_refused    (TbTranscript *transcript, TbSide by, int alert, const char *reason);
void          tls_assert_round_trip (TbTranscript *transcript);
