// What the shared worker does: a room for each session that some tab follows, a port for each tab. A port does not tell
// when its tab has died or is frozen, so a tab that has not asked for long is dropped; its connection must not be held
// for nobody.

import { Room, type Tell } from './room';
import type { FromWorker, ToWorker } from './shared-way';

const kForgetMs = 150_000;  // a hidden tab still asks once a minute

interface Member {
  tell: Tell;
  send(message: FromWorker): void;
  session: string | null;
  seenAt: number;
}

export class WorkerRooms {
  private readonly rooms = new Map<string, Room>();
  private readonly members = new Set<Member>();

  constructor(private readonly openRoom: (session: string) => Room, private readonly now: () => number = Date.now) {}

  /** A tab has connected; the answer takes its messages. */
  connect(send: (message: FromWorker) => void): (message: ToWorker) => void {
    const member: Member = { send, tell: (news) => send({ type: 'news', news }), session: null, seenAt: this.now() };
    this.members.add(member);
    return (message) => this.onMessage(member, message);
  }

  /** Every now and then. */
  sweep(): void {
    for (const member of [...this.members]) {
      if (member.session === null || this.now() - member.seenAt < kForgetMs) continue;
      this.leave(member);
      member.send({ type: 'dropped' });
    }
  }

  private onMessage(member: Member, message: ToWorker): void {
    member.seenAt = this.now();
    const room = member.session === null ? undefined : this.rooms.get(member.session);
    switch (message.type) {
      case 'join': return this.join(member, message.session);
      case 'leave':
        this.leave(member);
        this.members.delete(member);
        return;
      case 'awaken': return room?.awaken(message.beyond);
      case 'wake': return room?.wake();
      case 'ask': return member.send({ type: 'here' });
    }
  }

  private join(member: Member, session: string): void {
    this.leave(member);
    let room = this.rooms.get(session);
    if (room === undefined) {
      room = this.openRoom(session);
      this.rooms.set(session, room);
    }
    member.session = session;
    room.join(member.tell);
  }

  private leave(member: Member): void {
    const { session } = member;
    const room = session === null ? undefined : this.rooms.get(session);
    member.session = null;
    if (session === null || room === undefined) return;
    room.leave(member.tell);
    if (!room.isEmpty) return;
    room.close();
    this.rooms.delete(session);
  }
}
