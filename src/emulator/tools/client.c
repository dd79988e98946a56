/*
 * A hook tool: has the unit's agent run the command by whose name this program was called. The same as the Perl program
 * in client-script.ts, which says what goes over the socket and takes its place where there is no compiler; this one is
 * there because a hook calls dozens of tools, and Perl's own start is three quarters of such a call.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Bytes that grow; the first LENGTH of them count. */
struct bytes {
    char *data;
    size_t length;
    size_t room;
};

static const char *address;
static int agent;

static __attribute__((noreturn)) void fail(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs("ERROR ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    exit(1);
}

/* The system's words, which begin in lower case where Go says them. */
static const char *why(void)
{
    static char words[256];
    snprintf(words, sizeof words, "%s", strerror(errno));
    if (words[0] >= 'A' && words[0] <= 'Z') words[0] += 'a' - 'A';
    return words;
}

static void make_room(struct bytes *bytes, size_t more)
{
    if (bytes->room - bytes->length >= more) return;
    bytes->room = 2 * bytes->room + more;
    bytes->data = realloc(bytes->data, bytes->room);
    if (bytes->data == NULL) fail("out of memory");
}

static void append(struct bytes *bytes, const void *data, size_t length)
{
    make_room(bytes, length);
    memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
}

static void put_number(char *at, uint32_t number)
{
    for (int index = 0; index < 4; index += 1) at[index] = (char)(number >> (24 - 8 * index));
}

static uint32_t number_at(const char *at)
{
    uint32_t number = 0;
    for (int index = 0; index < 4; index += 1) number = number << 8 | (unsigned char)at[index];
    return number;
}

static const char *wanted(const char *name)
{
    const char *value = getenv(name);
    if (value == NULL || *value == '\0') fail("%s not set", name);
    return value;
}

/* Returns whether all of it could be written. */
static int write_all(int descriptor, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t count = write(descriptor, data, length);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return 0;
        data += count;
        length -= (size_t)count;
    }
    return 1;
}

static void send_all(const char *data, size_t length)
{
    while (length > 0) {
        /* An error in place of a signal when the server is gone. */
        ssize_t count = send(agent, data, length, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("write unix %s: write: %s", address, why());
        data += count;
        length -= (size_t)count;
    }
}

/* What the server sent and nobody has taken yet. */
static char received[65536];
static size_t begin, end;

static void take(char *to, size_t length)
{
    while (length > 0) {
        if (begin == end) {
            ssize_t count = read(agent, received, sizeof received);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) fail("unexpected EOF");
            begin = 0;
            end = (size_t)count;
        }
        size_t part = end - begin < length ? end - begin : length;
        memcpy(to, received + begin, part);
        begin += part;
        to += part;
        length -= part;
    }
}

/* As many bytes, and a zero behind them. */
static char *take_text(size_t length)
{
    char *text = malloc(length + 1);
    if (text == NULL) fail("out of memory");
    take(text, length);
    text[length] = '\0';
    return text;
}

/* Standard input that cannot be read is as good as empty. */
static int read_file(const char *path, struct bytes *content)
{
    int is_input = strcmp(path, "-") == 0;
    int file = is_input ? 0 : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    for (;;) {
        make_room(content, 65536);
        ssize_t count = read(file, content->data + content->length, 65536);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && !is_input) return 0;
        if (count <= 0) return 1;
        content->length += (size_t)count;
    }
}

static void send_file(const char *path)
{
    struct bytes reply = {NULL, 0, 0};
    char head[5] = {0};
    append(&reply, head, sizeof head);
    if (!read_file(path, &reply)) {
        const char *reason = why();
        reply.length = sizeof head;
        append(&reply, reason, strlen(reason));
        reply.data[0] = 1;
    }
    put_number(reply.data + 1, (uint32_t)(reply.length - sizeof head));
    send_all(reply.data, reply.length);
    free(reply.data);
}

static void write_file(const char *path, const char *content, size_t length)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) fail("open %s: %s", path, why());
    if (!write_all(file, content, length) || close(file) != 0) fail("write %s: %s", path, why());
}

/* As Go's runtime does: else the socket, or a file, would take the number of a stream that the caller closed. */
static void open_closed_streams(void)
{
    int file;
    do file = open("/dev/null", O_RDWR | O_CLOEXEC);
    while (file >= 0 && file <= 2);
    if (file > 2) close(file);
}

static void dial(void)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    const char *path = *address == '@' ? address + 1 : address;
    if (strlen(path) >= sizeof to.sun_path) {
        /* Too long for an address: by its name alone, from its folder. */
        char *folder = strdup(path);
        char *slash = folder == NULL ? NULL : strrchr(folder, '/');
        if (slash != NULL) {
            *slash = '\0';
            if (chdir(folder) != 0) fail("dial unix %s: connect: %s", address, why());
            path += slash - folder + 1;
        }
        free(folder);
    }
    snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
    agent = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (agent < 0) fail("dial unix %s: socket: %s", address, why());
    if (connect(agent, (struct sockaddr *)&to, sizeof to) != 0) fail("dial unix %s: connect: %s", address, why());
}

static void send_request(const char *context, const char *directory, int count, char **arguments)
{
    struct bytes request = {NULL, 0, 0};
    const char *slash = strrchr(arguments[0], '/');
    append(&request, "\0\0\0\0", 4);
    append(&request, context, strlen(context) + 1);
    append(&request, directory, strlen(directory) + 1);
    arguments[0] = slash == NULL ? arguments[0] : (char *)slash + 1;
    for (int index = 0; index < count; index += 1) append(&request, arguments[index], strlen(arguments[index]) + 1);
    /* Zeros part the fields; none stands behind the last. */
    request.length -= 1;
    put_number(request.data, (uint32_t)(request.length - 4));
    send_all(request.data, request.length);
    free(request.data);
}

int main(int count, char **arguments)
{
    static char directory[PATH_MAX + 1];
    open_closed_streams();
    if (count < 1) fail("cannot tell the tool's name: there are no arguments");
    const char *context = wanted("JUJU_CONTEXT_ID");
    address = wanted("JUJU_AGENT_SOCKET_ADDRESS");
    wanted("JUJU_AGENT_SOCKET_NETWORK");
    if (readlink("/proc/self/cwd", directory, PATH_MAX) < 0) {
        const char *told = getenv("PWD");
        snprintf(directory, sizeof directory, "%s", told == NULL ? "" : told);
    }
    dial();
    send_request(context, directory, count, arguments);
    for (;;) {
        char kind;
        take(&kind, 1);
        if (kind != 'I') break;
        char length[4];
        take(length, sizeof length);
        char *path = take_text(number_at(length));
        send_file(path);
        free(path);
    }
    char head[20];
    take(head, sizeof head);
    size_t lengths[4];
    char *parts[4];
    for (int index = 0; index < 4; index += 1) {
        lengths[index] = number_at(head + 4 + 4 * index);
        parts[index] = take_text(lengths[index]);
    }
    if (lengths[2] > 0) write_file(parts[2], parts[3], lengths[3]);
    /* As in Go's client, what nobody reads is nobody's failure. */
    write_all(2, parts[1], lengths[1]);
    write_all(1, parts[0], lengths[0]);
    return (int)number_at(head);
}
