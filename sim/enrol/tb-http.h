/* tb-http: HTTP/1.1 messages as data (RFC 9110 and RFC 9112), as far as enrolment protocols use them.
 *
 * A handler gets a request and gives a response; whoever has the connection feeds a reader with what arrives and sends what the writers
 * return. Nothing here knows sockets, TLS or time. The reader is strict where lenience lets two readers of one connection disagree. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

/**
 * TB_HTTP_HEAD_MAX_BYTES:
 *
 * The most that start line and fields, and likewise trailers and chunk extensions, may have together.
 */
#define TB_HTTP_HEAD_MAX_BYTES (16 * 1024)

/**
 * TB_HTTP_MAX_FIELDS:
 *
 * The most fields that a message may have.
 */
#define TB_HTTP_MAX_FIELDS 100

#define TB_HTTP_ERROR (tb_http_error_quark ())

/**
 * TbHttpError:
 * @TB_HTTP_ERROR_MALFORMED: not HTTP, or something that two readers could understand in two ways
 * @TB_HTTP_ERROR_BODY_TOO_LARGE: the body is longer than the reader was told to accept
 * @TB_HTTP_ERROR_TARGET_TOO_LONG: the start line alone is longer than all fields may be
 * @TB_HTTP_ERROR_HEAD_TOO_LARGE: more fields, or longer ones, than are accepted
 * @TB_HTTP_ERROR_CODING: a transfer coding other than chunked
 * @TB_HTTP_ERROR_VERSION: neither HTTP/1.0 nor HTTP/1.1
 *
 * Why a message cannot be read. Each number is the status to answer with.
 */
typedef enum
{
  TB_HTTP_ERROR_MALFORMED = 400,
  TB_HTTP_ERROR_BODY_TOO_LARGE = 413,
  TB_HTTP_ERROR_TARGET_TOO_LONG = 414,
  TB_HTTP_ERROR_HEAD_TOO_LARGE = 431,
  TB_HTTP_ERROR_CODING = 501,
  TB_HTTP_ERROR_VERSION = 505,
} TbHttpError;
GQuark tb_http_error_quark (void);

/**
 * TbHttpField:
 * @name: (owned): a token, compared without regard to case
 * @value: (owned): without surrounding white space; bytes above 127 are as they came, so it need not be UTF-8
 */
typedef struct
{
  char *name;
  char *value;
} TbHttpField;

/**
 * TbHttpRequest:
 * @method: (owned): as sent; methods have regard to case
 * @path: (owned): begins with a slash, still percent-encoded
 * @query: (owned) (nullable): what follows the question mark, still encoded
 * @minor: 0 or 1, of HTTP/1.x
 * @fields: (owned) (element-type TbHttpField)
 * @body: (owned): empty when there is none
 */
typedef struct
{
  char *method;
  char *path;
  char *query;
  guint minor;
  GPtrArray *fields;
  GBytes *body;
} TbHttpRequest;

/**
 * TbHttpResponse:
 * @status: 100 to 599
 * @fields: (owned) (element-type TbHttpField)
 * @body: (owned): empty when there is none
 */
typedef struct
{
  guint status;
  GPtrArray *fields;
  GBytes *body;
} TbHttpResponse;

/**
 * TbHttpPeer:
 * @certificate: (nullable): the TLS client's, after TLS found its chain good and its key proven
 * @chain: (nullable) (element-type TbCertificate): the intermediates that came with it
 * @user: (nullable): the user of HTTP basic authentication, when somebody in front has verified it already
 *
 * Who asks, as far as the connection tells. All of it is borrowed.
 */
typedef struct
{
  TbCertificate *certificate;
  GPtrArray *chain;
  const char *user;
} TbHttpPeer;

TbHttpRequest  *tb_http_request_new    (const char *method, const char *target, const char *media_type, GBytes *body);
void            tb_http_request_free   (TbHttpRequest *request);
GBytes         *tb_http_request_write  (const TbHttpRequest *request, const char *host);
TbHttpResponse *tb_http_response_new   (guint status, const char *media_type, GBytes *body);
TbHttpResponse *tb_http_response_new_text (guint status, const char *format, ...) G_GNUC_PRINTF (2, 3);
void            tb_http_response_free  (TbHttpResponse *response);
GBytes         *tb_http_response_write (const TbHttpResponse *response, const char *method);
const char     *tb_http_status_to_phrase (guint status);

/* Fields of either message. Names are compared without regard to case. */
const char     *tb_http_fields_get     (GPtrArray *fields, const char *name);    /* (nullable): the first of that name */
void            tb_http_fields_set     (GPtrArray *fields, const char *name, const char *value);   /* instead of all of that name */
void            tb_http_fields_add     (GPtrArray *fields, const char *name, const char *value);   /* besides them */
gboolean        tb_http_fields_have_token (GPtrArray *fields, const char *name, const char *token);  /* in a list such as Connection */

gboolean        tb_http_media_type_is  (const char *value, const char *media_type);
char           *tb_http_media_type_get_parameter (const char *value, const char *name);
gboolean        tb_http_read_basic     (const TbHttpRequest *request, char **user, char **secret);
void            tb_http_set_basic      (TbHttpRequest *request, const char *user, const char *secret);

/**
 * TbHttpReader:
 *
 * Reads one message from bytes as they come, whatever their division.
 */
typedef struct _TbHttpReader TbHttpReader;

TbHttpReader   *tb_http_reader_new_request   (gsize body_limit_bytes);
TbHttpReader   *tb_http_reader_new_response  (gsize body_limit_bytes, const char *method);
void            tb_http_reader_free          (TbHttpReader *reader);
gboolean        tb_http_reader_feed          (TbHttpReader *reader, const guint8 *data, gsize length, gsize *consumed, GError **error);
gboolean        tb_http_reader_end           (TbHttpReader *reader, GError **error);
gboolean        tb_http_reader_is_idle       (TbHttpReader *reader);
gboolean        tb_http_reader_is_complete   (TbHttpReader *reader);
TbHttpRequest  *tb_http_reader_take_request  (TbHttpReader *reader);
TbHttpResponse *tb_http_reader_take_response (TbHttpReader *reader);

/* A whole message in one piece, and nothing after it. */
TbHttpRequest  *tb_http_request_read   (GBytes *bytes, gsize body_limit_bytes, GError **error);
TbHttpResponse *tb_http_response_read  (GBytes *bytes, gsize body_limit_bytes, const char *method, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbHttpRequest, tb_http_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbHttpResponse, tb_http_response_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbHttpReader, tb_http_reader_free)

G_END_DECLS
