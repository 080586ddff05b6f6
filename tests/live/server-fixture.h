/* server-fixture: a live server in a thread, with an authority of its own, and clients that may be rude: they send any bytes and wait for the end. */
#pragma once

#include "tb-live-server.h"

#define SERVER_USER      "lock-1"
#define SERVER_SECRET    "rote-laterne-17"
#define SERVER_REUSABLE  "reusable"        /* test data: secrets are good for any number of certificates */
#define SERVER_SCEP      "scep"            /* test data: SCEP is served too, which takes a key of RSA */

typedef struct
{
  char *folder;
  TbCa *ca;
  TbLiveServer *server;
  GArray *users;
  SSL_CTX *client;              /* trusts the server's root */
  TbKey *key;
  GBytes *request;              /* PKCS #10 in base64 */
  GMutex lock;
  GPtrArray *reports;           /* of char *: method, path, protocol, status */
  char *said;                   /* the first reason for a refusal that was told, NULL for none */
} ServerFixture;

void        server_fixture_set_up    (ServerFixture *fixture, gconstpointer data);
void        server_fixture_tear_down (ServerFixture *fixture, gconstpointer data);
guint16     server_get_port    (ServerFixture *fixture, TbLiveEndpoint endpoint);
GSocket    *server_connect     (ServerFixture *fixture, TbLiveEndpoint endpoint);
void        server_send        (GSocket *socket, const void *bytes, gsize n_bytes);        /* as much as is taken */
char       *server_hear        (GSocket *socket);                                          /* until the end */
char       *server_ask         (ServerFixture *fixture, TbLiveEndpoint endpoint, const void *bytes, gsize n_bytes);   /* in clear, then says that this was all */
char       *server_ask_tls     (ServerFixture *fixture, TbLiveEndpoint endpoint, GBytes *bytes);
GBytes     *server_make_post   (const char *path, const char *media_type, const char *authorization, GBytes *body);
GBytes     *server_make_enrolment (ServerFixture *fixture, const char *secret);
guint       server_get_status  (const char *answer);                                       /* 0: none */
gboolean    server_was_reported (ServerFixture *fixture, const char *report);
