/* tb-enrol-client-private: what the client of all protocols and the part of each share. */
#pragma once

#include "tb-enrol-client.h"
#include "tb-scep-client.h"

G_BEGIN_DECLS

struct _TbEnrolClient
{
  TbEnrolClientTerms terms;    /* what it points to is owned */
  TbStream stream;
  guint phase;                 /* what the protocol's part waits for */
  TbEnrolStep step;            /* what was to be done last */
  gboolean has_ended;
  TbHttpRequest *request;      /* owned, likewise the rest */
  GBytes *csr;
  char *reason;
  TbIdentity *identity;
  gboolean lacks_chain;        /* a certificate was good but for that */
  TbCertificate *unchained;    /* what came before it is known who stands between it and an anchor */
  GPtrArray *told;             /* anchors that came, NULL when none did */
  GBytes *voucher_nonce;
  GPtrArray *above;            /* of TbCertificate: authorities it knows of, anchors aside */
  gint64 wait_until_us;
  guint n_requests;
  TbScepClient *scep;
  GPtrArray *scep_authorities; /* those of them that are trusted */
  gboolean scep_by_post;
  TbAcmeClient *acme;
};

TbEnrolStep tb_enrol_client_fail      (TbEnrolClient *client, const char *format, ...) G_GNUC_PRINTF (2, 3);
TbEnrolStep tb_enrol_client_send      (TbEnrolClient *client, TbHttpRequest *request);
TbEnrolStep tb_enrol_client_wait      (TbEnrolClient *client, gint64 until_us);
TbEnrolStep tb_enrol_client_accept    (TbEnrolClient *client, TbCertificate *certificate);
const char *tb_enrol_client_learn     (TbEnrolClient *client, GPtrArray *certificates);
gboolean    tb_enrol_client_renews    (TbEnrolClient *client);
gboolean    tb_enrol_client_attest    (TbEnrolClient *client, gint64 now_us);
gboolean    tb_enrol_client_trusts    (TbEnrolClient *client, TbCertificate *certificate);

TbEnrolStep tb_enrol_client_ask_voucher  (TbEnrolClient *client, gint64 now_us);
gboolean    tb_enrol_client_take_voucher (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us);

TbEnrolStep tb_enrol_client_next_est  (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us);
TbEnrolStep tb_enrol_client_next_scep (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us);
TbEnrolStep tb_enrol_client_next_acme (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us);

G_END_DECLS
