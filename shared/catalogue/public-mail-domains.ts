/** Domains at which anybody can open a mailbox: an address there proves nothing about a company. */
export const publicMailDomains = [
  '126.com 139.com 163.com 163.net 188.com 189.cn 21cn.com aliyun.com foxmail.com qq.com vip.qq.com vip.163.com vip.126.com sina.cn sina.com sina.com.cn sohu.com tom.com wo.cn yeah.net',
  'aol.com gmail.com googlemail.com gmx.at gmx.ch gmx.com gmx.de gmx.net hey.com hotmail.be hotmail.co.il hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it icloud.com mac.com me.com',
  'live.be live.ca live.co.uk live.com live.de live.fr live.it live.nl msn.com outlook.at outlook.be outlook.cl outlook.co.il outlook.co.th outlook.com outlook.com.ar outlook.com.au outlook.com.br outlook.com.tr outlook.com.vn outlook.cz outlook.de outlook.dk outlook.es outlook.fr outlook.hu outlook.ie outlook.in outlook.it outlook.jp outlook.kr outlook.lv outlook.my outlook.ph outlook.pt outlook.sa outlook.sg outlook.sk passport.com windowslive.com',
  'rocketmail.com yahoo.ca yahoo.co.id yahoo.co.il yahoo.co.in yahoo.co.jp yahoo.co.kr yahoo.co.nz yahoo.co.th yahoo.co.uk yahoo.com yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.cn yahoo.com.hk yahoo.com.mx yahoo.com.ph yahoo.com.sg yahoo.com.tw yahoo.com.vn yahoo.de yahoo.es yahoo.fr yahoo.gr yahoo.ie yahoo.in yahoo.it yahoo.pl yahoo.ro yahoo.se ymail.com',
  '012.net.il 013.net 013.net.il 014.net.il 015.net.il actcom.co.il barak.net.il bezeqint.net inter.net.il netvision.net.il nana.co.il nana10.co.il smile.net.il walla.co.il walla.com zahav.net.il',
  'att.net bellsouth.net bt.com btinternet.com charter.net comcast.net cox.net earthlink.net frontier.com juno.com netzero.net optonline.net sbcglobal.net verizon.net virginmedia.com sky.com talktalk.net ntlworld.com rogers.com shaw.ca sympatico.ca telus.net bigpond.com optusnet.com.au xtra.co.nz',
  'arcor.de freenet.de t-online.de web.de bluewin.ch free.fr laposte.net neuf.fr orange.fr sfr.fr wanadoo.fr alice.it libero.it tin.it tiscali.it virgilio.it kpnmail.nl planet.nl ziggo.nl skynet.be telenet.be telia.com seznam.cz centrum.cz azet.sk interia.pl o2.pl onet.pl op.pl wp.pl abv.bg ukr.net i.ua bol.com.br terra.com.br uol.com.br',
  'bk.ru inbox.ru internet.ru list.ru mail.ru rambler.ru ya.ru yandex.by yandex.com yandex.kz yandex.ru yandex.ua daum.net hanmail.net naver.com nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp hinet.net pchome.com.tw rediffmail.com sify.com',
  'duck.com fastmail.com fastmail.fm hushmail.com inbox.com mail.com mailbox.org pm.me posteo.de proton.me protonmail.ch protonmail.com riseup.net runbox.com tuta.com tuta.io tutamail.com tutanota.com tutanota.de zoho.com zohomail.com zohomail.eu zohomail.in email.com usa.com consultant.com',
  '10minutemail.com guerrillamail.com mailinator.com sharklasers.com temp-mail.org trashmail.com yopmail.com maildrop.cc getnada.com dispostable.com',
]
  .join(' ')
  .split(' ');
