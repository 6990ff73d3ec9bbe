# Runs inside the jail and hands on bytes, and knows nothing of what is said: a fifth of the memory of the two programs
# beside it that do the same where there is no Perl (bridge.mjs and mcp.mjs), and there at once. Either
#   carry.pl PORT SOCKET -- ARGV   listens on the jail's loopback, hands every connection to a socket that was mounted
#                                  for it, starts the agent and ends with the agent's exit code; or
#   carry.pl SOCKET                hands on what it reads to a socket, and what comes back, until that is over.
use strict;
use warnings;
use Errno qw(EAGAIN EINTR EWOULDBLOCK);
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use Socket;

use constant PIECE => 65_536;

sub at_once {
    my ($handle) = @_;
    fcntl $handle, F_SETFL, fcntl($handle, F_GETFL, 0) | O_NONBLOCK;
    return $handle;
}

sub reach {
    my ($path) = @_;
    socket my $outside, AF_UNIX, SOCK_STREAM, 0 or return;
    connect $outside, pack_sockaddr_un($path) or return;
    return at_once($outside);
}

# A pair of ways, one there and one back. Each holds one piece at the most: who reads slowly is waited for.
sub pair {
    my ($in, $out, $outside) = @_;
    my @ways = ({ from => $in, to => $outside, held => q{} }, { from => $outside, to => $out, held => q{} });
    return { ways => \@ways, over => 0 };
}

sub passing { return $! == EAGAIN || $! == EWOULDBLOCK || $! == EINTR }

# Nothing comes any more: whoever is at the other end is told when the last piece has gone.
sub end_way {
    my ($way) = @_;
    $way->{ended} = 1;
    shutdown $way->{to}, 1 or close $way->{to};
    return;
}

sub take {
    my ($pair, $way) = @_;
    my $count = sysread $way->{from}, $way->{held}, PIECE;
    if (!defined $count) { $pair->{over} = 1 if !passing() }
    elsif ($count == 0) { end_way($way) }
    return;
}

sub give {
    my ($pair, $way) = @_;
    my $count = syswrite $way->{to}, $way->{held};
    if (!defined $count) { $pair->{over} = 1 if !passing() }
    else { substr $way->{held}, 0, $count, q{} }
    return;
}

# Waits until something can be handed on, and hands it on. Gives the pairs that go on, and what else was waited for
# and can be read.
sub carry {
    my ($pairs, @others) = @_;
    my ($reads, $writes) = (q{}, q{});
    vec($reads, fileno $_, 1) = 1 for @others;
    for my $way (map { @{ $_->{ways} } } @{$pairs}) {
        next if $way->{ended};
        if ($way->{held} eq q{}) { vec($reads, fileno $way->{from}, 1) = 1 }
        else { vec($writes, fileno $way->{to}, 1) = 1 }
    }
    my $found = select my $readable = $reads, my $writable = $writes, undef, undef;
    return ($pairs) if $found < 0;
    for my $pair (@{$pairs}) {
        for my $way (@{ $pair->{ways} }) {
            next if $way->{ended} || $pair->{over};
            if ($way->{held} ne q{}) { give($pair, $way) if vec $writable, fileno $way->{to}, 1 }
            elsif (vec $readable, fileno $way->{from}, 1) { take($pair, $way) }
        }
        $pair->{over} = 1 if $pair->{ways}[0]{ended} && $pair->{ways}[1]{ended};
    }
    return ([grep { !$_->{over} } @{$pairs}], grep { vec $readable, fileno $_, 1 } @others);
}

sub between {
    my ($path) = @_;
    my $outside = reach($path) or do { print {*STDERR} "the session cannot be reached: $!\n"; exit 1 };
    my $pairs = [pair(at_once(*STDIN), at_once(*STDOUT), $outside)];
    my ($there, $back) = @{ $pairs->[0]{ways} };
    # The session is over: its agent should see that, and not wait for an answer.
    while (@{$pairs} && !$back->{ended}) { ($pairs) = carry($pairs) }
    exit($back->{ended} ? 0 : 1);
}

sub listen_on {
    my ($port) = @_;
    socket my $server, AF_INET, SOCK_STREAM, 0 or die "$!\n";
    setsockopt $server, SOL_SOCKET, SO_REUSEADDR, 1;
    bind $server, pack_sockaddr_in($port, INADDR_LOOPBACK) or die "$!\n";
    listen $server, SOMAXCONN or die "$!\n";
    return at_once($server);
}

# Hands on every connection until nobody holds the other end of `$held` any more.
sub serve {
    my ($server, $path, $held) = @_;
    my $pairs = [];
    while (1) {
        ($pairs, my @ready) = carry($pairs, $server, $held);
        for my $one (@ready) {
            exit 0 if $one == $held;
            # Too many are open: what is over is closed first.
            accept my $inside, $server or do { select undef, undef, undef, 0.01; next };
            my $outside = reach($path) or next;
            push @{$pairs}, pair(at_once($inside), $inside, $outside);
        }
    }
}

sub bridge {
    my ($port, $path, undef, @argv) = @_;
    my $server = listen_on($port);
    pipe my $held, my $holding or die "$!\n";
    my $carrier = fork // die "$!\n";
    if ($carrier == 0) { close $holding; serve($server, $path, $held) }
    close $_ for $server, $held;
    my $agent = fork // die "$!\n";
    if ($agent == 0) {
        local $SIG{PIPE} = 'DEFAULT';
        no warnings 'exec';
        exec { $argv[0] } @argv or print {*STDERR} "$argv[0] could not be started: $!\n";
        exit 127;
    }
    waitpid $agent, 0;
    my $end = $?;
    kill KILL => $carrier;
    waitpid $carrier, 0;
    exit(($end & 127) ? 128 + ($end & 127) : $end >> 8);
}

$SIG{PIPE} = 'IGNORE';
@ARGV > 1 ? bridge(@ARGV) : between(@ARGV);
